package dev.heddle.samples.generators;

import dev.heddle.queue.Generator;
import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.ExecutionException;

/**
 * A producer that is a generator, consumed by a for loop.
 *
 * <p>In Python: {@code async def producer()} with {@code await} and {@code yield}, and {@code async for} over it.
 *
 * <pre>
 * 0
 * 1
 * 2
 * 3
 * 4
 * 5
 * </pre>
 *
 * <p>Better here: it is the {@code for} loop that Java has. A generator is also the simplest form of back-pressure: the
 * producer does not run ahead, unless it is given a buffer.
 */
public final class ForLoop {
    private ForLoop() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(ForLoop.class, ForLoop::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("for loop");
                Generator<Integer> numbers = Generator.open(group, out -> produce(out, show))) {
            for (int number : numbers) {
                show.say(String.valueOf(number));
            }
        }
    }

    private static void produce(Generator.Out<Integer> out, Show show) throws InterruptedException {
        for (int i = 0; i < 6; i++) {
            show.sleep(0.2);
            out.emit(i);
        }
    }
}
