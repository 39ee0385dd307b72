package dev.heddle.samples.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A web site that is made up as it is asked for, on the loopback interface: a tree of pages with links across, back, to
 * themselves and to nowhere. Some pages are slow, some answer with an error, some break off.
 *
 * <p>Each request is a daemon of the site's group: so the end of the group's block ends the slow ones too, and then the server.
 */
final class Site {
    /** What a page does when it is asked for. */
    enum Kind {
        PLAIN, SLOW, BROKEN, CUT
    }

    private static final int CHILDREN = 3;
    private static final String PAGE = "/page/";

    private final HttpServer server;
    private final int pages;
    private final Duration pace;
    private final Duration slowPace;
    private final AtomicInteger requests = new AtomicInteger();
    private final Gauge underWay = new Gauge();

    private Site(HttpServer server, int pages, Duration pace, Duration slowPace) {
        this.server = server;
        this.pages = pages;
        this.pace = pace;
        this.slowPace = slowPace;
    }

    /**
     * Serves a site until the group ends.
     *
     * @param pages how many there are; page 0 is the home page
     * @param pace how long a page takes
     * @param slowPace how long a slow one takes
     */
    static Site open(TaskGroup group, int pages, Duration pace, Duration slowPace) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Site site = new Site(server, pages, pace, slowPace);
        server.createContext("/", site::answer);
        server.setExecutor(request -> group.forkDaemon("request", request::run));
        group.onClose(() -> server.stop(0));
        server.start();
        return site;
    }

    static Kind kind(int number) {
        if (number % 25 == 12) {
            return Kind.SLOW;
        }
        if (number % 40 == 17) {
            return Kind.BROKEN;
        }
        return number % 50 == 33 ? Kind.CUT : Kind.PLAIN;
    }

    /**
     * What a page links to, as it is written there: addresses, and what is none.
     *
     * @param authority of the site
     */
    static List<String> links(int number, int pages, String authority) {
        List<String> links = new ArrayList<>(List.of("#top", "/", PAGE + (number * 7 + 5) % pages + "#middle"));
        for (int child = CHILDREN * number + 1; child <= CHILDREN * number + CHILDREN && child < pages; child++) {
            links.add(PAGE + child);
        }
        if (number % 10 == 4) {
            links.add("../nowhere/" + number);
            links.add("http://elsewhere.invalid/");
            links.add("ftp://" + authority + "/");
            links.add("no address");
        }
        return links;
    }

    URI page(int number) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + (number == 0 ? "/" : PAGE + number));
    }

    /** How many requests have come, those included for pages that there are not. */
    int requests() {
        return requests.get();
    }

    /** How many requests it has worked on at the same time, at the most. */
    int mostAtOnce() {
        return underWay.most();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        try (exchange) {
            int number = number(exchange.getRequestURI().getPath());
            underWay.enter();
            try {
                work(number);
            } finally {
                underWay.leave(); // before the answer: the next request may come as soon as that is read
            }
            send(exchange, number);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the site closes");
        }
    }

    /** A page's number; one that is too large if there is no such page. */
    private int number(String path) {
        if (path.equals("/")) {
            return 0;
        }
        return path.matches(PAGE + "\\d{1,9}") ? Integer.parseInt(path.substring(PAGE.length())) : pages;
    }

    private void work(int number) throws InterruptedException {
        if (number < pages) {
            Thread.sleep(kind(number) == Kind.SLOW ? slowPace : pace);
        }
    }

    private void send(HttpExchange exchange, int number) throws IOException {
        if (number >= pages) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        Kind kind = kind(number);
        if (kind == Kind.BROKEN) {
            exchange.sendResponseHeaders(500, -1);
            return;
        }
        byte[] text = text(number).getBytes(UTF_8);
        exchange.sendResponseHeaders(200, kind == Kind.CUT ? text.length + 1 : text.length);
        exchange.getResponseBody().write(text);
        exchange.getResponseBody().flush(); // or one that breaks off would send nothing, and be asked for again
    }

    private String text(int number) {
        StringBuilder text = new StringBuilder("<!DOCTYPE html><title>Page " + number + "</title>\n");
        for (String link : links(number, pages, page(0).getAuthority())) {
            text.append("<a href=\"").append(link).append("\">on</a>\n");
        }
        return text.toString();
    }
}
