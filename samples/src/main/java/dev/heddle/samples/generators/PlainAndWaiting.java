package dev.heddle.samples.generators;

import dev.heddle.queue.Generator;
import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;

/**
 * A generator, and one that waits while it generates: here they are the same.
 *
 * <p>In Python: {@code def squares(): yield ...} with {@code next} and {@code for}, and {@code async def} with {@code yield},
 * for which there are {@code anext} and {@code async for}.
 *
 * <pre>
 * next: 1, next: 4, the rest: 9 16
 * after a while: 1
 * after a while: 4
 * the generator was left, and has cleaned up: true
 * </pre>
 *
 * <p>Better here: there is one kind, with one kind of loop, and its body may call anything that blocks. Leaving the block
 * cancels it and runs its {@code finally}, now and not when it is garbage-collected.
 */
public final class PlainAndWaiting {
    private PlainAndWaiting() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(PlainAndWaiting.class, PlainAndWaiting::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("squares")) {
            try (Generator<Integer> squares = Generator.open(group, out -> emitSquares(4, out))) {
                Iterator<Integer> items = squares.iterator();
                StringBuilder line = new StringBuilder("next: " + items.next() + ", next: " + items.next());
                line.append(", the rest:");
                items.forEachRemaining(square -> line.append(' ').append(square));
                show.say(line.toString());
            }
            boolean[] cleanedUp = {false};
            try (Generator<Integer> slow = Generator.open(group, out -> {
                try {
                    for (int i = 1;; i++) {
                        show.sleep(0.2);
                        out.emit(i * i);
                    }
                } finally {
                    cleanedUp[0] = true;
                }
            })) {
                for (int square : slow) {
                    show.say("after a while: " + square);
                    if (square == 4) {
                        break;
                    }
                }
            }
            show.say("the generator was left, and has cleaned up: " + cleanedUp[0]);
        }
    }

    private static void emitSquares(int to, Generator.Out<Integer> out) throws InterruptedException {
        for (int i = 1; i <= to; i++) {
            out.emit(i * i);
        }
    }
}
