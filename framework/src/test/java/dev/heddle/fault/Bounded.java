package dev.heddle.fault;

import dev.heddle.task.Action;
import dev.heddle.testing.Limits;

/** For a body that may hang for good when the code is wrong: the test fails then, and the others go on. */
final class Bounded {
    private Bounded() {}

    /** Runs it on a platform thread of its own, and throws what it throws. */
    static void run(Action body) throws Exception {
        Throwable[] thrown = new Throwable[1];
        Thread thread = Thread.ofPlatform().daemon().name("bounded").start(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                thrown[0] = e;
            }
        });
        if (!thread.join(Limits.HANG)) {
            AssertionError hang = new AssertionError("it hangs, for " + Limits.HANG);
            hang.setStackTrace(thread.getStackTrace());
            throw hang;
        }
        switch (thrown[0]) {
            case null -> {
            }
            case Error e -> throw e;
            case Exception e -> throw e;
            case Throwable e -> throw new AssertionError(e);
        }
    }
}
