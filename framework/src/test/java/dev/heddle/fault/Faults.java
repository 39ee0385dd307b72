package dev.heddle.fault;

import java.io.IOException;
import java.util.stream.Stream;

/** Things that user code throws. */
final class Faults {
    private Faults() {}

    /** One of them, with a name for the report. */
    record Fault(String name, Throwable thrown) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** One of each kind: what Java lets a method throw, and what it does not. */
    static Stream<Fault> some() {
        return Stream.of(new Fault("unchecked", new IllegalArgumentException("fault")),
                new Fault("checked", new IOException("fault")),
                new Fault("out of memory", new OutOfMemoryError("fault")), new Fault("stack overflow", overflow()),
                new Fault("thread death", threadDeath()),
                new Fault("neither exception nor error", new Throwable("fault")),
                new Fault("without suppression", new Unsuppressing()), new Fault("without a text", new Mute()),
                new Fault("its own cause's cause", ring()));
    }

    /** A real one. */
    private static StackOverflowError overflow() {
        try {
            throw new AssertionError(deeper(0));
        } catch (StackOverflowError e) {
            return e;
        }
    }

    private static int deeper(int depth) {
        return deeper(depth + 1) + 1;
    }

    /** Deprecated for removal, and so reached by name only. */
    private static Throwable threadDeath() {
        try {
            return (Throwable) Class.forName("java.lang.ThreadDeath").getConstructor().newInstance();
        } catch (ReflectiveOperationException gone) {
            return new InternalError("this JDK has no ThreadDeath", gone);
        }
    }

    private static Throwable ring() {
        IllegalStateException first = new IllegalStateException("first of a ring");
        first.initCause(new IllegalStateException("second of a ring", first));
        return first;
    }

    /** As exceptions are that are made once and thrown often. */
    static final class Unsuppressing extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unsuppressing() {
            super("without suppression", null, false, false);
        }
    }

    /** Fails whenever it is asked something. */
    static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }
    }

    /** Throws what it is given as if it were of another type. */
    @SuppressWarnings("unchecked")
    static <X extends Throwable> X unchecked(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
