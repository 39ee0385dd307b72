package dev.heddle.jcstress;

import static dev.heddle.jcstress.Actors.quietly;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.task.Event;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** What a thread did before {@code set} happens-before what another does after a wait that this ends. */
public class EventPublication {
    private EventPublication() {}

    /** From {@code set} to an {@code await} that waits. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "what was written before is seen")
    @Outcome(expect = FORBIDDEN, desc = "set, and what was written before is not seen")
    @State
    public static class SetToAwait {
        private final Event event = new Event();
        private int plain;

        /** Sets it. */
        @Actor
        public void setter() {
            plain = 1;
            event.set();
        }

        /** Waits. */
        @Actor
        public void waiter(I_Result r) {
            quietly(() -> {
                event.await();
                return null;
            });
            r.r1 = plain;
        }
    }

    /** The same with an {@code await} that does not wait, and a {@code clear} that must not hide the event. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not set, or cleared again")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "set, and what was written before is seen")
    @Outcome(expect = FORBIDDEN, desc = "set, and what was written before is not seen")
    @State
    public static class SetAndClearToAwaitAtOnce {
        private final Event event = new Event();
        private int plain;

        /** Sets it and clears it. */
        @Actor
        public void setter() {
            plain = 1;
            event.set();
            event.clear();
        }

        /** Waits, not longer than no time. */
        @Actor
        public void waiter(II_Result r) {
            if (quietly(() -> event.await(Duration.ZERO))) {
                r.r1 = 1;
                r.r2 = plain;
            }
        }
    }
}
