package dev.heddle.jmh;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How much CPU do threads use that wait for items and get none? The score is the second that this waits for; the figure is
 * {@code cpuMicrosPerSecond}, beside that of a JVM in which nobody waits.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class IdleTakers {

    /** What a second took from the CPU. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cpu {

        /** Of all threads of the process: 10,000 are one percent of one core, and on Linux the tick of this clock. */
        public long cpuMicrosPerSecond;
    }

    @Param({"WorkQueue", "ArrayBlockingQueue", "jox.Channel"})
    String queue;

    @Param({"0", "10000"})
    int takers;

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** Parks the threads. */
    @Setup
    public void park() {
        new Takers(Peers.open(queue, 128), takers);
    }

    /** Looks at the process's CPU time before and after a second. */
    @Benchmark
    public void second(Cpu cpu) throws InterruptedException {
        long time = System.nanoTime();
        long used = system.getProcessCpuTime();
        Thread.sleep(1000);
        used = system.getProcessCpuTime() - used;
        time = System.nanoTime() - time;
        cpu.cpuMicrosPerSecond = used * 1_000_000 / time;
    }
}
