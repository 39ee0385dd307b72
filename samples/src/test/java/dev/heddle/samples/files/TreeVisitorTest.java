package dev.heddle.samples.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.WorkQueue;
import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Walk and count: where they can be cancelled, and what the walk tells. */
@Timeout(120)
class TreeVisitorTest {
    @TempDir
    Path directory;

    static List<TreeVisitor> visitors() {
        return List.of(new Walk(WorkQueue.bounded(1), new Findings()), new CountAhead(new Count()));
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Where there are only directories, links and the like, no queue would tell. */
    @ParameterizedTest
    @MethodSource("visitors")
    void eachStepSeesThatTheTaskIsCancelled(TreeVisitor visitor) throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
        BasicFileAttributes ofDirectory = attributes(directory);
        BasicFileAttributes ofLink = attributes(link);
        try (TaskGroup group = TaskGroup.open()) {
            group.cancel();
            assertThrows(CancellationException.class, () -> visitor.preVisitDirectory(directory, ofDirectory));
            assertThrows(CancellationException.class, () -> visitor.visitFile(link, ofLink));
            assertThrows(CancellationException.class, () -> visitor.visitFileFailed(link, new IOException()));
        }
    }

    @ParameterizedTest
    @MethodSource("visitors")
    void anInterruptEndsIt(TreeVisitor visitor) {
        Thread.currentThread().interrupt();
        try {
            assertThrows(InterruptedIOException.class, () -> Files.walkFileTree(directory, visitor));
        } finally {
            Thread.interrupted();
        }
    }

    /** Root may read everything: so the failures are made up. */
    @Test
    void theWalkReportsWhatIsUnreadable() throws Exception {
        Findings findings = new Findings();
        Walk walk = new Walk(WorkQueue.bounded(1), findings);
        Path cellar = directory.resolve("cellar");
        Path attic = directory.resolve("attic");
        walk.visitFileFailed(cellar, new AccessDeniedException(cellar.toString()));
        walk.postVisitDirectory(attic, new FileSystemException(attic.toString(), null, "Input/output error"));
        walk.postVisitDirectory(directory, null);
        Hashing.Report report = findings.report(0, false);
        assertEquals(Map.of(cellar, "permission denied", attic, "Input/output error"), report.unreadable());
        assertTrue(report.reconciles(), report::toString);
    }
}
