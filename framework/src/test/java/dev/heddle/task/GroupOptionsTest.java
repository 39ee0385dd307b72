package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The choices: each is kept by those that follow. */
class GroupOptionsTest {
    private final FailurePolicy policy = FailurePolicy.keepGoing((task, why) -> {});

    @Test
    void aNameKeepsWhatWasChosenBefore() throws Exception {
        UnaryOperator<Runnable> decorator = UnaryOperator.identity();
        GroupOptions options = GroupOptions.defaults().failures(policy).threads(Thread.ofVirtual().factory())
                .deadline(Duration.ofHours(1)).decorate(decorator).named("crawler");
        assertEquals("crawler", options.name());
        assertSame(policy, options.failures());
        assertSame(decorator, options.decorator());
        assertEquals(Duration.ofHours(1), options.deadline());
        try (var group = TaskGroup.open(options)) {
            assertEquals("crawler", group.name());
            assertEquals(0, TaskGroup.remaining().orElseThrow().toHours());
        }
    }

    @Test
    void ofIsTheDefaultsWithAName() {
        assertEquals(GroupOptions.defaults().named("crawler").toString(), GroupOptions.of("crawler").toString());
        assertThrows(NullPointerException.class, () -> GroupOptions.of(null));
    }

    @Test
    void theTextSaysWhatWasChosen() {
        assertEquals("GroupOptions[group, fail fast]", GroupOptions.defaults().toString());
        assertEquals("GroupOptions[crawler, keep going, deadline PT1M, threads of a factory, decorated]",
                GroupOptions.of("crawler").failures(policy).deadline(Duration.ofMinutes(1))
                        .threads(Thread.ofVirtual().factory()).decorate(UnaryOperator.identity()).toString());
        assertEquals("fail fast, with a handler", FailurePolicy.failFast((task, why) -> {}).toString());
    }
}
