package dev.heddle.jmh.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.jmh.report.Verdict.Claim;
import dev.heddle.jmh.report.Verdict.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verdicts, at their boundaries. */
class TargetsTest {
    private final Invented invented = new Invented();

    private List<Claim> claims(int target) {
        return Targets.of(invented.results()).get(target - 1).claims();
    }

    private Status status(int target, int claim) {
        return claims(target).get(claim).status();
    }

    @Test
    void nothingIsMetThatWasNotMeasured() {
        for (Verdict verdict : Targets.of(invented.results())) {
            assertEquals(Status.UNMEASURED, verdict.status(), verdict.title());
        }
    }

    @Test
    void thereAreSixTargets() {
        assertEquals(List.of(1, 2, 3, 4, 5, 6), Targets.of(invented.results()).stream().map(Verdict::number).toList());
    }

    /** 100 ± 10 ends at 110, and a peer at 89 + 1 = 90 touches it. */
    @ParameterizedTest
    @CsvSource({"100, 1, MET", "89, 1, UNDECIDED", "88.9, 1, MISSED", "50, 60, UNDECIDED", "300, 1, MET"})
    void aPeerIsFasterWhenItsIntervalLiesBelow(double score, double error, Status expected) {
        invented.queue("WorkQueue", "4:4", "16", 100, 10).queue("jox.Channel", "4:4", "16", score, error);
        assertEquals(expected, status(1, 0));
    }

    @Test
    void aPeerWithALargerMeanAndASmallerErrorIsFasterToo() {
        invented.queue("WorkQueue", "4:4", "16", 100, 5).queue("jox.Channel", "4:4", "16", 80, 70)
                .queue("ArrayBlockingQueue", "4:4", "16", 90, 1);
        assertEquals(Status.MISSED, status(1, 0));
        assertTrue(claims(1).getFirst().text().contains("ArrayBlockingQueue"), claims(1).toString());
    }

    @ParameterizedTest
    @CsvSource({"250, MET", "249, UNDECIDED", "240, MISSED", "300, MET"})
    void theLeadIsTheGeometricMeanOverTheBestPeerOfEachCell(double peer, Status expected) {
        for (String capacity : List.of("16", "128")) {
            invented.queue("WorkQueue", "4:4", capacity, 100, 1).queue("jox.Channel", "4:4", capacity, peer, 1)
                    .queue("LinkedBlockingQueue", "4:4", capacity, 900, 1);
        }
        assertEquals(expected, status(1, 1), claims(1).toString());
    }

    @Test
    void theErrorOfTheMeanIsSmallerThanThatOfACell() {
        for (String capacity : List.of("16", "128", "1024")) {
            invented.queue("WorkQueue", "4:4", capacity, 100, 10).queue("jox.Channel", "4:4", capacity, 300, 0);
        }
        assertTrue(claims(1).get(1).text().contains("2.83 to 3.18 with the error"), claims(1).toString());
    }

    @Test
    void cellsOutsideTheTargetsGridDoNotCount() {
        invented.queue("WorkQueue", "4:4", "16", 100, 1).queue("jox.Channel", "4:4", "16", 400, 1)
                .queue("WorkQueue", "4:4", "10", 100, 1).queue("jox.Channel", "4:4", "10", 50, 1);
        assertEquals(Status.MET, status(1, 0));
        assertTrue(claims(1).getFirst().text().contains("not all of the grid's 18"), claims(1).toString());
    }

    @Test
    void otherLanguagesAreNoJvmPeers() {
        invented.queue("WorkQueue", "4:4", "16", 100, 1).queue("jox.Channel", "4:4", "16", 300, 1).add("queue",
                "peers.go.chan", 50, 1, "queue", "go.chan", "threads", "4:4", "capacity", "16");
        assertEquals(Status.MET, status(1, 0));
        assertEquals(Status.MISSED, status(2, 0));
    }

    @Test
    void pythonAloneLeavesTheAimUnmeasured() {
        invented.queue("WorkQueue", "4:4", "16", 100, 1).add("queue", "peers.asyncio.Queue", 900, 1, "queue",
                "asyncio.Queue", "threads", "4:4", "capacity", "16");
        assertEquals(List.of(Status.UNMEASURED, Status.REPORTED), claims(2).stream().map(Claim::status).toList());
        assertEquals("9.00×", claims(2).get(1).figure());
    }

    @ParameterizedTest
    @CsvSource({"115, 1, MET", "116, 10, UNDECIDED", "117, 0.5, MISSED"})
    void theAccountCostsFifteenPercentAtMost(double score, double error, Status expected) {
        invented.queue("WorkQueue", "4:4", "16", score, error).queue("WorkQueue-without-taskDone", "4:4", "16", 100, 1);
        assertEquals(expected, status(3, 0), claims(3).toString());
    }

    @Test
    void theAccountOfAThreadAloneIsReportedAndNoTarget() {
        invented.add("account", "dev.heddle.jmh.AccountAlone.putTake", 100, 1).add("account",
                "dev.heddle.jmh.AccountAlone.putTakeTaskDone", 140, 1);
        assertEquals(
                new Claim(Status.REPORTED, "1.40×",
                        "the same for a thread that is alone with its queue: three atomic operations beside two"),
                claims(3).get(1));
        assertEquals(Status.UNMEASURED, status(3, 0));
    }

    @ParameterizedTest
    @CsvSource({"0, MET", "0.09, MET", "0.1, MISSED", "24, MISSED"})
    void anItemAllocatesNothing(double bytes, Status expected) {
        invented.addSecondary("memory", "dev.heddle.jmh.BytesAlone.putAndTake", "gc.alloc.rate.norm", bytes, "queue",
                "WorkQueue");
        assertEquals(expected, status(3, 2));
    }

    @Test
    void whatWaitingAllocatesIsReported() {
        for (String threads : List.of("1:1", "4:4")) {
            invented.addSecondary("memory", "dev.heddle.jmh.BytesPerItem.transfer", "gc.alloc.rate.norm",
                    threads.equals("4:4") ? 3 : 2, "queue", "WorkQueue", "threads", threads);
        }
        assertEquals(Status.REPORTED, status(3, 3));
        assertEquals("3.00 B", claims(3).get(3).figure());
    }

    @ParameterizedTest
    @CsvSource({"10, 500, UNMEASURED", "99, 500, UNMEASURED", "100, 110, MET", "1000, 111, UNDECIDED",
        "100, 120, MISSED"})
    void forkAndJoinCountsFromAHundredTasksOn(String tasks, double score, Status expected) {
        String benchmark = "dev.heddle.jmh.ForkJoin.forkAndJoin";
        invented.add("task", benchmark, score, 1, "peer", "TaskGroup", "tasks", tasks).add("task", benchmark, 100, 1,
                "peer", "StructuredTaskScope", "tasks", tasks);
        assertEquals(expected, status(4, 0), claims(4).toString());
    }

    /** Nobody waiting costs 3,000 here: 13,000 are one percent of a core above it. */
    @ParameterizedTest
    @CsvSource({"12999, MET", "13001, MISSED"})
    void parkedConsumersUseLessThanAPercentOfACore(double micros, Status expected) {
        String benchmark = "dev.heddle.jmh.IdleTakers.second";
        invented.addSecondary("idle", benchmark, "cpuMicrosPerSecond", 3000, "queue", "WorkQueue", "takers", "0")
                .addSecondary("idle", benchmark, "cpuMicrosPerSecond", micros, "queue", "WorkQueue", "takers", "10000");
        assertEquals(expected, status(5, 0), claims(5).toString());
    }

    @ParameterizedTest
    @CsvSource({"45, MET", "45.2, UNDECIDED", "50, MISSED"})
    void growthIsFlatWithinOneAndAHalf(double most, Status expected) {
        invented.add("growth", "dev.heddle.jmh.GrowthByItems.e4", 30, 0.5, "queue", "WorkQueue").add("growth",
                "dev.heddle.jmh.GrowthByItems.e5", most, 0.5, "queue", "WorkQueue");
        assertEquals(expected, status(6, 0), claims(6).toString());
    }

    @Test
    void aVerdictIsThatOfItsWorstClaim() {
        assertEquals(Status.MISSED, new Verdict(1, "", List.of(new Claim(Status.MET, "", ""),
                new Claim(Status.MISSED, "", ""), new Claim(Status.UNMEASURED, "", ""))).status());
        assertEquals(Status.MET,
                new Verdict(1, "", List.of(new Claim(Status.REPORTED, "", ""), new Claim(Status.MET, "", "")))
                        .status());
    }
}
