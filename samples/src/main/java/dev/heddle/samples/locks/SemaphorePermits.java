package dev.heddle.samples.locks;

import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Six downloads, two at a time: by a semaphore, then without one.
 *
 * <p>In Python: {@code async with asyncio.Semaphore(2)} in each task.
 *
 * <pre>
 * semaphore: 6 downloads, 2 at a time
 * map: [page 1, page 2, page 3, page 4, page 5, page 6]
 * </pre>
 *
 * <p>Better here: it is the JDK's own semaphore, and {@code acquire} is interrupted when the group is cancelled. For a list of
 * things there is {@code TaskGroup.map}, which does not even start the third task before the first has ended.
 */
public final class SemaphorePermits {
    private static final int AT_MOST = 2;

    private SemaphorePermits() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(SemaphorePermits.class, SemaphorePermits::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        List<Integer> pages = IntStream.rangeClosed(1, 6).boxed().toList();
        Semaphore permits = new Semaphore(AT_MOST);
        AtomicInteger busy = new AtomicInteger();
        AtomicInteger peak = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open("downloads")) {
            for (int page : pages) {
                group.fork("page " + page, () -> {
                    permits.acquire();
                    try {
                        peak.accumulateAndGet(busy.incrementAndGet(), Math::max);
                        download(page, show);
                        busy.decrementAndGet();
                    } finally {
                        permits.release();
                    }
                });
            }
            group.join();
        }
        show.say("semaphore: " + pages.size() + " downloads, " + peak + " at a time");
        show.say("map: " + TaskGroup.map(pages, AT_MOST, page -> download(page, show)));
    }

    private static String download(int page, Show show) throws InterruptedException {
        show.sleep(0.3);
        return "page " + page;
    }
}
