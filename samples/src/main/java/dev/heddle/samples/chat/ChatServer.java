package dev.heddle.samples.chat;

import dev.heddle.samples.Show;
import dev.heddle.samples.Tool;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A chat for whoever connects: a slow client holds nobody up, and Ctrl-C says goodbye to all.
 *
 * <pre>
 * $ scripts/sample chat-server --demo
 * chat at 127.0.0.1, port 45771
 * Ann sees: * Welcome! Your name?
 * Ann sees: * Ann has joined
 * Ann sees: * Sloth has joined
 * ...
 * Ann sees: * Cleo has left: the connection is lost
 * Ann sees: * Sloth has left: too slow
 * Ann sees: * Bob has left
 * Ann sees: * The server closes. Goodbye.
 * Ann sees: bla bla, 145 times
 * clients  4: 1 quit, 1 lost, 1 too slow, 1 sent home
 * lines    147 said; 356 delivered, 108 not
 * </pre>
 *
 * <p>A client whose outbox is full is thrown out: it would hold up the others otherwise, or miss lines without knowing. One
 * that says much is slowed down, so that nobody is too slow who reads.
 *
 * <p>On Ctrl-C nobody comes any more, those who are there are told goodbye, and have the grace time to take what is in their
 * outboxes; then every connection is closed.
 *
 * <p>Exit codes: 0, the demo has ended; 1, the server failed, or the demo ended early; 2, wrong usage, or the port is
 * taken; 130, Ctrl-C. A client that fails is reported.
 */
@Command(name = "ChatServer", sortOptions = false, description = {
    "A chat for whoever connects, with nc for example, on the loopback interface.",
    "Each line goes to all; the first is the client's name; /quit leaves."}, footer = {"",
        "Ctrl-C says goodbye to all; whoever has gone is in the report.",
        "Exit codes: 0, the demo has ended; 1, the server failed, or the demo did;",
        "2, wrong usage, or the port is taken; 130, Ctrl-C."})
public final class ChatServer extends Tool {

    @Option(names = "--port", paramLabel = "N", description = "Where to listen (any port that is free).")
    private int port;

    @Option(names = "--queue", paramLabel = "N", description = {
        "How many lines may wait for a client (${DEFAULT-VALUE}). One with", "more is too slow, and thrown out."})
    private int queue = 100;

    @Option(names = "--grace", paramLabel = "SECONDS", description = {
        "How long a client may take to leave (${DEFAULT-VALUE})."})
    private double grace = 2;

    @Option(names = "--pace", paramLabel = "SECONDS", description = {
        "How long nobody listens to a client that has said a", "line (${DEFAULT-VALUE}): it cannot flood the others."})
    private double pace = 0.01;

    @Option(names = "--at-once", paramLabel = "N", description = {
        "How many clients may be there (${DEFAULT-VALUE}). More wait", "to be let in."})
    private int atOnce = 256;

    @Option(names = "--demo", description = "Let a few scripted clients chat, and end.")
    private boolean isDemo;

    ChatServer(PrintStream out, PrintStream err) {
        super(out, err);
    }

    /** Runs it and exits. */
    public static void main(String... arguments) throws Exception {
        main(ChatServer::new, arguments);
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        require(port >= 0 && port < 1 << 16, "--port must be between 0 and 65535, not " + port);
        require(queue >= 1, "--queue must be at least 1, not " + queue);
        require(grace > 0 && grace < Double.POSITIVE_INFINITY, "--grace must be above 0, not " + grace);
        require(pace > 0 && pace < Double.POSITIVE_INFINITY, "--pace must be above 0, not " + pace);
        int least = isDemo ? Demo.GUESTS : 1;
        require(atOnce >= least, "--at-once must be at least " + least + ", not " + atOnce);
        Chat.Settings settings = new Chat.Settings(queue, Show.duration(grace), Show.duration(pace), atOnce);
        ServerSocket server;
        try {
            server = new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw wrongUsage("cannot listen on port " + port + ": " + e.getMessage());
        }
        Demo demo = new Demo(out);
        Chat.Report report = Chat.serve(server, settings, (at, closeDoor) -> {
            out.println("chat at 127.0.0.1, port " + at);
            if (isDemo) {
                demo.play(at, closeDoor);
            }
        });
        print(report);
        if (!report.reconciles()) {
            return say(FAILED, "the accounting does not reconcile: " + report);
        }
        if (!isDemo) {
            return INTERRUPTED;
        }
        return demo.failure().map(failure -> say(FAILED, "the demo has ended early: " + failure.getMessage()))
                .orElse(DONE);
    }

    private void print(Chat.Report report) {
        String ends = Arrays.stream(End.values()).filter(report.ends()::containsKey)
                .map(end -> report.ends().get(end) + " " + end.words).collect(Collectors.joining(", "));
        out.println("clients  " + report.clients() + (ends.isEmpty() ? "" : ": " + ends));
        out.println(String.format(Locale.ROOT, "lines    %,d said; %,d delivered, %,d not", report.said(),
                report.delivered(), report.undelivered()));
    }
}
