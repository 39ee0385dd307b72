package dev.heddle.queue;

import dev.heddle.testing.Threads.Kind;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The kinds of queues and threads that the tests of this package go through. */
final class QueueCases {
    static final int UNBOUNDED = Integer.MAX_VALUE;

    private static final int[] CAPACITIES = {1, 2, 7, 16, 1024};

    private QueueCases() {}

    static IntStream capacities() {
        return IntStream.of(CAPACITIES);
    }

    static IntStream capacitiesAndUnbounded() {
        return IntStream.concat(capacities(), IntStream.of(UNBOUNDED));
    }

    static Stream<Arguments> kindsAndCapacities() {
        return cross(capacities());
    }

    static Stream<Arguments> kindsAndQueues() {
        return cross(IntStream.of(1, 7, UNBOUNDED));
    }

    private static Stream<Arguments> cross(IntStream capacities) {
        List<Integer> boxed = capacities.boxed().toList();
        return Stream.of(Kind.values()).flatMap(kind -> boxed.stream().map(capacity -> Arguments.of(kind, capacity)));
    }

    /** A free-standing queue; 0 is a rendezvous. */
    static <T> WorkQueue<T> queue(int capacity) {
        return switch (capacity) {
            case 0 -> WorkQueue.rendezvous();
            case UNBOUNDED -> WorkQueue.unbounded();
            default -> WorkQueue.bounded(capacity);
        };
    }

    /** A queue with room for that many that holds 0, 1, 2, ... */
    static WorkQueue<Integer> full(int capacity) {
        WorkQueue<Integer> queue = WorkQueue.bounded(capacity);
        for (int i = 0; i < capacity; i++) {
            queue.offer(i);
        }
        return queue;
    }
}
