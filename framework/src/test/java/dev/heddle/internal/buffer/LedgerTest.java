package dev.heddle.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** What the account reads, and in which order. */
class LedgerTest {
    private long added = 1;
    private long taken = 1;
    private long done;
    private Runnable meanwhile = () -> {};
    private final Ledger ledger = new Ledger(buffer());

    /** A buffer of which the ledger sees nothing but its counts; something happens just after it has told what was added. */
    private Buffer<?> buffer() {
        return (Buffer<?>) Proxy.newProxyInstance(Buffer.class.getClassLoader(), new Class<?>[]{Buffer.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "added" -> {
                        long told = added;
                        meanwhile.run();
                        yield told;
                    }
                    case "done" -> done;
                    case "tryDone" -> {
                        long more = (long) arguments[0];
                        boolean counts = done + more <= taken;
                        done += counts ? more : 0;
                        yield counts;
                    }
                    default -> throw new UnsupportedOperationException(method.toString());
                });
    }

    @Test
    void q6_aZeroThatNeverWasIsNotSeen() {
        meanwhile = () -> {
            meanwhile = () -> {};
            added++; // a second item comes
            taken++;
            assertTrue(ledger.tryDone(1)); // then the first is done
        };
        assertEquals(1, ledger.unfinished(), "there was one all the time");
    }

    @Test
    void q5_whatWasCountedTooOftenBeforeIsMissingAtTheClose() {
        added = 5;
        taken = 2;
        ledger.doneAtMost(3);
        assertEquals(2, done);
        assertEquals(3, ledger.unfinished());
    }
}
