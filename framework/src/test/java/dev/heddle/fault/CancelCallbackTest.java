package dev.heddle.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.heddle.task.Action;
import dev.heddle.task.Body;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A task may have a cancel callback wherever it runs, also where its group is Heddle's own. */
class CancelCallbackTest {

    /** What a task does: registers its callback, says so, and waits for ever. */
    private interface Waiting {
        Void run(Action registered) throws Exception;
    }

    /** Calls that run the user's code as a task of a group that the user never sees, and then cancel it. */
    enum Call {
        GATHER(body -> TaskGroup.gather(withSibling(body, Call::fail))),
        RACE(body -> TaskGroup.race(withSibling(body, () -> null))),
        MAP(body -> TaskGroup.map(withSibling(body, Call::fail), 2, Callable::call)),
        WITHIN(body -> around(group -> TaskGroup.within(Duration.ofHours(1), inner -> body.run(group::cancel)))),
        CALL(body -> around(group -> TaskGroup.call(GroupOptions.defaults(), inner -> body.run(group::cancel)))),
        OUTCOMES(body -> around(group -> TaskGroup.outcomes(List.<Callable<Void>>of(() -> body.run(group::cancel)))));

        private interface Use {
            void of(Waiting body) throws Exception;
        }

        private final Use use;

        Call(Use use) {
            this.use = use;
        }

        private static Void fail() throws IOException {
            throw new IOException("expected");
        }

        private static List<Callable<Void>> withSibling(Waiting body, Callable<Void> sibling) {
            CountDownLatch registered = new CountDownLatch(1);
            return List.of(() -> body.run(registered::countDown), () -> {
                registered.await();
                return sibling.call();
            });
        }

        private static void around(Body<TaskGroup, ?> block) throws Exception {
            try (TaskGroup group = TaskGroup.open("around")) {
                block.apply(group);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTaskThatOnlyItsCallbackGetsOutEnds(Call call) throws Exception {
        AtomicInteger ran = new AtomicInteger();
        run(call, ran::incrementAndGet);
        assertEquals(1, ran.get());
    }

    /** A race with a winner tells of no failures. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RACE")
    void r3_whatTheCallbackThrowsIsTold(Call call) throws Exception {
        IllegalStateException fault = new IllegalStateException("callback");
        Throwable told = run(call, () -> {
            throw fault;
        });
        assertNotNull(told);
        Told.assertTells(told, fault);
    }

    @Test
    void r3_whatAnActionForTheEndThrowsIsToldAlsoByOutcomes() {
        IllegalStateException fault = new IllegalStateException("at the end");
        Told.assertTells(Told.by(() -> TaskGroup.outcomes(List.<Callable<Void>>of(() -> {
            Task.current().orElseThrow().onEnd(() -> {
                throw fault;
            });
            return null;
        }))), fault);
    }

    private static Throwable run(Call call, Action callback) throws Exception {
        Throwable[] told = new Throwable[1];
        Bounded.run(() -> told[0] = Told.by(() -> call.use.of(registered -> {
            Task.current().orElseThrow().onCancel(callback);
            registered.run();
            new CountDownLatch(1).await();
            return null;
        })));
        return told[0];
    }
}
