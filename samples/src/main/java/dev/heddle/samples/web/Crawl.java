package dev.heddle.samples.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/**
 * Fetches a page, and each page that it leads to on the same site, each once.
 *
 * <p>Every page is a task, and forks the pages that it finds into the one group: so {@code join} is the end of the crawl,
 * without a count of what is under way, and {@code cancel} is the end of every request. The tasks cost next to nothing; a
 * semaphore bounds the requests.
 */
final class Crawl {
    /** How it ended with a page. */
    enum Fate {
        FETCHED("fetched"),
        NOT_FOUND("not found"),
        SERVER_ERROR("server error"),
        TIMED_OUT("timed out"),
        BROKEN_OFF("broken off"),
        LEFT("left");

        final String words;

        Fate(String words) {
            this.words = words;
        }
    }

    /**
     * How to crawl.
     *
     * @param atOnce how many requests there are at a time
     * @param deadline how long a request may take, its answer's last byte included
     * @param stopAfter cancels the crawl when so many pages have been fetched
     */
    record Rules(int atOnce, Duration deadline, int stopAfter) {}

    /**
     * What came of it.
     *
     * @param fates how many pages ended how; every page that was found is among them
     * @param bytes of the pages that were fetched
     * @param mostAtOnce the most requests at a time
     * @param elapsed how long it took
     * @param inARow how long it would have taken, one request after the other
     * @param isPartial whether it was cancelled
     */
    record Report(Map<Fate, Integer> fates, long bytes, int mostAtOnce, Duration elapsed, Duration inARow,
            boolean isPartial) {

        int count(Fate fate) {
            return fates.getOrDefault(fate, 0);
        }

        int found() {
            return fates.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private static final Pattern LINK = Pattern.compile("href=\"([^\"]*)\"");

    private final TaskGroup group;
    private final HttpClient client;
    private final Rules rules;
    private final Semaphore places;
    private final Map<URI, Fate> fates = new ConcurrentHashMap<>();
    private final AtomicInteger fetched = new AtomicInteger();
    private final Gauge requests = new Gauge();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    private Crawl(TaskGroup group, HttpClient client, Rules rules) {
        this.group = group;
        this.client = client;
        this.rules = rules;
        this.places = new Semaphore(rules.atOnce());
    }

    /**
     * Crawls a site, in a group that is new.
     *
     * @throws ExecutionException if the crawl itself fails, and not a page
     */
    static Report run(TaskGroup group, URI start, Rules rules) throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        HttpClient client = HttpClient.newHttpClient();
        group.onClose(client::close);
        group.onClose(client::shutdownNow); // first: nobody waits for an answer any more
        Crawl crawl = new Crawl(group, client, rules);
        crawl.visit(start);
        group.join();
        Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
        crawl.fates.values().forEach(fate -> fates.merge(fate, 1, Integer::sum));
        return new Report(fates, crawl.bytes.sum(), crawl.requests.most(), Duration.ofNanos(System.nanoTime() - begin),
                Duration.ofNanos(crawl.nanos.sum()), group.cancellation().isPresent());
    }

    /** The first to find a page forks it; it counts as left until it has ended otherwise. */
    private void visit(URI page) {
        if (fates.putIfAbsent(page, Fate.LEFT) == null) {
            group.fork(page.getPath(), () -> fetchAndFollow(page));
        }
    }

    private void fetchAndFollow(URI page) throws InterruptedException, ExecutionException {
        String text;
        places.acquire();
        long begin = System.nanoTime();
        requests.enter();
        try {
            text = fetch(page);
        } finally {
            requests.leave();
            nanos.add(System.nanoTime() - begin);
            places.release();
        }
        LINK.matcher(text).results().flatMap(link -> onSite(page, link.group(1)).stream()).forEach(this::visit);
    }

    /** Gives the text of a page, empty if there is none. */
    private String fetch(URI page) throws InterruptedException, ExecutionException {
        try {
            HttpResponse<byte[]> answer = TaskGroup.within(rules.deadline(),
                    () -> client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofByteArray()));
            if (answer.statusCode() != 200) {
                fates.put(page, answer.statusCode() < 500 ? Fate.NOT_FOUND : Fate.SERVER_ERROR);
                return "";
            }
            fates.put(page, Fate.FETCHED);
            bytes.add(answer.body().length);
            if (fetched.incrementAndGet() >= rules.stopAfter()) {
                group.cancel();
            }
            return new String(answer.body(), UTF_8);
        } catch (TimeoutException e) {
            fates.put(page, Fate.TIMED_OUT);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof IOException)) {
                throw e;
            }
            fates.put(page, Fate.BROKEN_OFF);
        }
        return "";
    }

    /** Where a link leads; nowhere, if that is another site, or no address: anything may be written in a page. */
    private static Optional<URI> onSite(URI page, String link) {
        try {
            URI address = page.resolve(link);
            boolean isOn = page.getScheme().equalsIgnoreCase(address.getScheme())
                    && page.getAuthority().equals(address.getAuthority());
            return isOn ? Optional.of(withoutFragment(address)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static URI withoutFragment(URI address) {
        return URI.create(address.normalize().toString().replaceFirst("#.*", ""));
    }
}
