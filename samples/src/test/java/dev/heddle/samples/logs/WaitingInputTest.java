package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.heddle.task.CancelReason;
import dev.heddle.task.Outcome;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitingInputTest {
    /** Tells that somebody waits in it, who stays there whatever comes. */
    private static final class Stuck extends InputStream {
        private final CountDownLatch waits = new CountDownLatch(1);
        private final CountDownLatch more = new CountDownLatch(1);
        private volatile Thread waiting;

        /** Lets it go, and waits until its thread has done all that it is going to do. */
        void comes() throws InterruptedException {
            more.countDown();
            waiting.join();
        }

        @Override
        public int read() {
            waiting = Thread.currentThread();
            waits.countDown();
            for (;;) {
                try {
                    more.await();
                    return 'x';
                } catch (InterruptedException e) {
                    // nothing gets it out
                }
            }
        }
    }

    @Test
    void everyByteComesInItsOrderWhetherItIsThereAlreadyOrNot() throws Exception {
        byte[] log = TestLog.bytes(TestLog.lines(500, 12));
        List<InputStream> parts = new ArrayList<>();
        for (int at = 0; at < log.length; at += 777) {
            parts.add(new ByteArrayInputStream(log, at, Math.min(777, log.length - at)));
        }
        assertArrayEquals(log,
                new WaitingInput(new SequenceInputStream(Collections.enumeration(parts))).readAllBytes());
        InputStream byByte = new WaitingInput(new ByteArrayInputStream("a".getBytes(UTF_8)));
        assertEquals('a', byByte.read());
        assertEquals(-1, byByte.read());
    }

    @Test
    void aReaderThatWaitsIsCancelledAndTheByteThatComesLaterIsNotHis() throws Exception {
        Stuck stuck = new Stuck();
        byte[] buffer = new byte[10];
        try (TaskGroup group = TaskGroup.open("reading")) {
            Task<Integer> reader = group.fork(() -> new WaitingInput(stuck).read(buffer, 0, 10));
            stuck.waits.await();
            group.cancel();
            group.join();
            Outcome.Cancelled<?> end = assertInstanceOf(Outcome.Cancelled.class, reader.outcome());
            assertEquals(CancelReason.ASKED, end.why());
        }
        stuck.comes();
        assertArrayEquals(new byte[10], buffer);
    }

    @Test
    void aReaderThatWaitsIsInterrupted() throws Exception {
        Stuck stuck = new Stuck();
        Thread interrupter = Thread.currentThread();
        Thread helper = Thread.ofVirtual().start(() -> {
            try {
                stuck.waits.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            interrupter.interrupt();
        });
        assertThrows(InterruptedIOException.class, () -> new WaitingInput(stuck).read(new byte[1], 0, 1));
        helper.join();
        stuck.comes();
    }

    @Test
    void whatCannotBeOpenedOrReadSaysSo() {
        IOException failure = new IOException("gone");
        assertEquals(failure, assertThrows(IOException.class, () -> WaitingInput.open(() -> {
            throw failure;
        })));
        assertEquals(failure, assertThrows(IOException.class, () -> new WaitingInput(new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }
        }).read(new byte[1])));
    }
}
