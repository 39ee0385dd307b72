package dev.heddle.testing;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.heddle.internal.Seam;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Watches every test. One that hangs is told about: all threads, virtual ones included, and all groups and queues that are
 * alive. Then it is interrupted; if that does not help, the JVM ends.
 */
public final class Watchdog implements BeforeEachCallback, AfterEachCallback {
    /** The exit code of a JVM whose test could not be stopped. */
    public static final int HALTED = 97;

    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(Watchdog.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        Thread test = Thread.currentThread();
        CompletableFuture<Void> timer = new CompletableFuture<>();
        // Twice the limit of single waits, so that those get to say first what they waited for.
        timer.orTimeout(Limits.HANG.toMillis() * 2, TimeUnit.MILLISECONDS).exceptionally(late -> {
            if (late instanceof TimeoutException) {
                Thread.ofPlatform().daemon().start(() -> stop(context.getDisplayName(), test, context));
            }
            return null;
        });
        context.getStore(SPACE).put("timer", timer);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        CompletableFuture<?> timer = context.getStore(SPACE).get("timer", CompletableFuture.class);
        boolean hung = !timer.cancel(false) && !timer.isCancelled();
        context.getStore(SPACE).put("ended", true);
        if (hung) {
            Thread.interrupted(); // it may have come too late to be noticed
            throw new AssertionError("the test hung until it was interrupted");
        }
    }

    private static void stop(String name, Thread test, ExtensionContext context) {
        System.err.println("HANG in " + context.getRequiredTestClass().getName() + ", " + name + "\n" + dump());
        test.interrupt();
        try {
            Thread.sleep(Limits.HANG); // a test that reacts to its interrupt ends long before
        } catch (InterruptedException e) {
            return;
        }
        if (context.getStore(SPACE).get("ended") == null) {
            System.err.println("HANG could not be interrupted: the JVM ends");
            Runtime.getRuntime().halt(HALTED);
        }
    }

    /** All threads, and all groups and queues, as text. */
    public static String dump() {
        StringBuilder text = new StringBuilder("--- groups and queues\n");
        Seam.alive().forEach(thing -> text.append(thing).append('\n'));
        text.append("--- threads\n").append(threads(HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN));
        return text.toString();
    }

    /** All threads, virtual ones included, in one of the JDK's formats. */
    public static String threads(HotSpotDiagnosticMXBean.ThreadDumpFormat format) {
        try {
            Path file = Files.createTempDirectory("heddle-dump").resolve("threads");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(file.toString(), format);
            String text = Files.readString(file);
            Files.delete(file);
            Files.delete(file.getParent());
            return text;
        } catch (IOException e) {
            return "no dump: " + e;
        }
    }
}
