package dev.heddle.testing;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** No test leaves its thread interrupted (R5): an interrupt of Heddle's that outlives its purpose would be there. */
public final class NoInterruptLeft implements AfterEachCallback {
    @Override
    public void afterEach(ExtensionContext context) {
        if (Thread.interrupted()) {
            throw new AssertionError("the test has left its thread interrupted");
        }
    }
}
