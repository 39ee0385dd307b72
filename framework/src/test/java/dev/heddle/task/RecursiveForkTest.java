package dev.heddle.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work that finds more of itself: tasks fork to any depth, and so do threads that are not the group's. */
class RecursiveForkTest {
    private static final int DEPTH = 60;
    private static final int BREADTH = 7;
    private static final int PAGES = 300;

    // ---- a walk: each directory is a task, which forks one for each directory in it

    @Test
    void t1_aDirectoryIsWalkedByTasksThatForkTasks(@TempDir Path root) throws Exception {
        plant(root);
        LongAdder size = new LongAdder();
        LongAdder files = new LongAdder();
        try (TaskGroup group = TaskGroup.open("walk")) {
            group.fork(() -> walk(group, root, size, files));
            group.join();
        }
        Measure expected = new Measure();
        Files.walkFileTree(root, expected);
        assertTrue(expected.files >= DEPTH + BREADTH * BREADTH, expected.files + " files were planted");
        assertEquals(expected.files, files.sum());
        assertEquals(expected.size, size.sum());
    }

    private static void walk(TaskGroup group, Path directory, LongAdder size, LongAdder files) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry)) {
                    group.fork(() -> walk(group, entry, size, files));
                } else {
                    size.add(Files.size(entry));
                    files.increment();
                }
            }
        }
    }

    /** A deep part and a broad one. */
    private static void plant(Path root) throws IOException {
        Path deep = root;
        for (int level = 0; level < DEPTH; level++) {
            deep = Files.createDirectory(deep.resolve("d"));
            Files.write(deep.resolve("file"), new byte[level]);
        }
        for (int i = 0; i < BREADTH; i++) {
            for (int j = 0; j < BREADTH; j++) {
                Path directory = Files.createDirectories(root.resolve("b" + i).resolve("b" + j));
                Files.write(directory.resolve("file"), new byte[i * j]);
            }
        }
    }

    private static final class Measure extends SimpleFileVisitor<Path> {
        long size;
        long files;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            size += attributes.size();
            files++;
            return FileVisitResult.CONTINUE;
        }
    }

    // ---- a crawler: the client's own threads fork a task for each link

    @Test
    void t1_aSiteIsCrawledWithForksByTheThreadsOfTheHttpClient() throws Exception {
        Set<URI> seen = ConcurrentHashMap.newKeySet();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Site site = new Site(threads, PAGES); TaskGroup group = TaskGroup.open("crawl")) {
            Crawler crawler = new Crawler(HttpClient.newHttpClient(), group, seen);
            crawler.visit(site.page(1));
            group.join();
            assertEquals(site.pages(), seen);
        }
    }

    @Test
    void t2_aPageThatIsNotThereFailsTheCrawl() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Site site = new Site(threads, PAGES)) {
            TaskFailedException thrown = assertThrows(TaskFailedException.class, () -> {
                try (TaskGroup group = TaskGroup.open("crawl")) {
                    Crawler crawler = new Crawler(HttpClient.newHttpClient(), group, ConcurrentHashMap.newKeySet());
                    group.fork(() -> crawler.visit(site.page(0)));
                    group.join();
                }
            });
            assertTrue(thrown.getCause().getMessage().contains("404"), () -> "cause: " + thrown.getCause());
        }
    }

    private record Crawler(HttpClient client, TaskGroup group, Set<URI> seen) {
        void visit(URI page) {
            if (seen.add(page)) {
                group.fork(page.getPath(), () -> client
                        .sendAsync(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).thenAccept(answer -> {
                            if (answer.statusCode() != 200) {
                                throw new IllegalStateException(page + ": status " + answer.statusCode());
                            }
                            answer.body().lines().map(page::resolve).forEach(this::visit); // on a thread of the client's
                        }).get());
            }
        }
    }

    /** Page n links to 2n, 2n + 1 and back to n / 2; there is no page 0, to which page 1 does not link. */
    private static final class Site implements AutoCloseable {
        private final HttpServer server;
        private final int pages;

        Site(ExecutorService threads, int pages) throws IOException {
            this.pages = pages;
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.setExecutor(threads);
            server.start();
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                int page = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
                byte[] links = IntStream.of(2 * page, 2 * page + 1, page / 2).filter(n -> n > 0 && n <= pages)
                        .mapToObj(n -> "/" + n).collect(Collectors.joining("\n")).getBytes(UTF_8);
                exchange.sendResponseHeaders(page > 0 ? 200 : 404, page > 0 ? links.length : -1);
                if (page > 0) {
                    exchange.getResponseBody().write(links);
                }
            }
        }

        URI page(int number) {
            InetSocketAddress address = server.getAddress();
            return URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/" + number);
        }

        Set<URI> pages() {
            return IntStream.rangeClosed(1, pages).mapToObj(this::page).collect(Collectors.toSet());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
