package dev.heddle.internal.park;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLockInterruptionException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/**
 * Tells the exceptions that an interrupt or a cancellation makes from those that something else makes.
 *
 * <p>Exceptions are other people's code: nothing here throws what they throw when they are asked for their cause.
 */
public final class Interruption {
    /** Chains of causes are short; a longer one is a ring. */
    private static final int LONGEST_CHAIN = 100;

    /** The JDK has no type for these; the texts are those of its socket implementation. */
    private static final Set<String> OF_CLOSED_SOCKETS =
            Set.of("Closed by interrupt", "Socket closed", "Socket is closed");

    private Interruption() {}

    /**
     * Whether this exception, or one in its chain of causes, has the shape of an interrupt. Only together with a
     * cancelled scope does that mean "cancelled": the same exception alone is a failure like any other.
     */
    public static boolean isShapeOf(Throwable thrown) {
        return chain(thrown).stream().anyMatch(Interruption::isOne);
    }

    /** What a chain of causes begins with: the failure itself, whatever it was wrapped in. */
    public static Throwable rootOf(Throwable thrown) {
        return chain(thrown).getLast();
    }

    /** What to tell of a failure in one line: the first in its chain that does not just wrap another. */
    public static Throwable reasonOf(Throwable thrown) {
        List<Throwable> chain = chain(thrown);
        return chain.stream().filter(t -> !(t instanceof ExecutionException)).findFirst().orElse(chain.getLast());
    }

    /** Sets the interrupt again that an exception has told of, if it is such a one: for who must not throw it now. */
    public static void keep(Throwable thrown) {
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }

    /** What went wrong while a thread was stopping: exceptions of other shapes that Java has suppressed in that of the stop. */
    public static List<Throwable> failuresWithin(Throwable stop) {
        List<Throwable> failures = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        // A list of what is to be looked at, and no recursion: they may be nested deeply.
        ArrayDeque<Throwable> stops = new ArrayDeque<>(List.of(stop));
        while (!stops.isEmpty()) {
            for (Throwable t : chain(stops.poll())) {
                if (!seen.add(t)) {
                    break;
                }
                for (Throwable suppressed : t.getSuppressed()) {
                    if (isShapeOf(suppressed)) {
                        stops.add(suppressed);
                    } else if (seen.add(suppressed)) {
                        failures.add(suppressed);
                    }
                }
                if (isOne(t)) {
                    break; // its cause is the reason of the stop
                }
            }
        }
        return failures;
    }

    private static List<Throwable> chain(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>(4);
        try {
            for (Throwable t = thrown; t != null && chain.size() < LONGEST_CHAIN; t = t.getCause()) {
                chain.add(t);
            }
        } catch (Throwable broken) {
            // the chain ends where it cannot be followed
        }
        return chain;
    }

    /**
     * A channel or socket that was closed under a thread counts as well: that is what an interrupt does to one that blocks in
     * it, and what callbacks do for calls that interrupts cannot stop.
     */
    private static boolean isOne(Throwable t) {
        return switch (t) {
            case InterruptedException e -> true;
            case CancellationException e -> true;
            case ClosedChannelException e -> true;
            case FileLockInterruptionException e -> true;
            case InterruptedIOException e -> !(e instanceof SocketTimeoutException);
            case SocketException e -> isOfAClosedSocket(e);
            default -> false;
        };
    }

    private static boolean isOfAClosedSocket(SocketException e) {
        try {
            String message = e.getMessage();
            return message != null && OF_CLOSED_SOCKETS.contains(message);
        } catch (Throwable broken) {
            return false;
        }
    }
}
