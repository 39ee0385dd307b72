package dev.heddle.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Futures and executor with a library that lives on both, and knows nothing of groups. */
class HttpClientTest {
    private static final int PAGES = 20;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger commands = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.createContext("/never", this::answerOnceLet);
        server.setExecutor(Thread::startVirtualThread);
        server.start();
    }

    @AfterEach
    void end() {
        gate.countDown();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestURI().getPath().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void answerOnceLet(HttpExchange exchange) {
        asked.countDown();
        Bodies.passUninterruptibly(gate);
        exchange.close();
    }

    private HttpRequest request(String path) {
        return HttpRequest
                .newBuilder(URI.create(
                        "http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort() + path))
                .build();
    }

    private HttpClient client(TaskGroup group) {
        Executor executor = group.asExecutor();
        return HttpClient.newBuilder().executor(command -> {
            commands.incrementAndGet();
            executor.execute(command);
        }).build();
    }

    @Test
    void itRunsOnAGroupAndItsResponsesAreTasks() throws Exception {
        try (TaskGroup group = TaskGroup.open("http"); HttpClient client = client(group)) {
            List<Task<HttpResponse<String>>> pages = new ArrayList<>();
            for (int i = 0; i < PAGES; i++) {
                pages.add(Futures.fork(group, "page " + i,
                        client.sendAsync(request("/page/" + i), BodyHandlers.ofString())));
            }
            group.join();
            for (int i = 0; i < PAGES; i++) {
                assertEquals("/page/" + i, pages.get(i).resultNow().body());
            }
            assertTrue(commands.get() > 0, "the group's tasks did the work");
            assertEquals("/late", Futures.await(client.sendAsync(request("/late"), BodyHandlers.ofString())).body());
        } // the client has used the group since it was joined
    }

    @Test
    void whatItFailsWithIsTheCause() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        HttpRequest refused = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nobody + "/")).build();
        try (TaskGroup group = TaskGroup.open("http"); HttpClient client = client(group)) {
            TaskFailedException failed = assertThrows(TaskFailedException.class,
                    () -> Futures.await(client.sendAsync(refused, BodyHandlers.ofString())));
            assertInstanceOf(ConnectException.class, failed.getCause());
            group.join();
        }
    }

    /** The server never answers: nothing but the cancellation ends the request, and with it the client. */
    @Test
    void aRequestIsGivenUpWithTheGroupThatOwnsIt() throws Exception {
        CompletableFuture<HttpResponse<String>> response;
        try (TaskGroup group = TaskGroup.open("http"); HttpClient client = client(group)) {
            response = client.sendAsync(request("/never"), BodyHandlers.ofString());
            Task<HttpResponse<String>> task = Futures.fork(group, "never", response);
            asked.await();
            group.cancel();
            group.join();
            assertTrue(task.isCancelled());
        }
        assertTrue(response.isCompletedExceptionally());
    }
}
