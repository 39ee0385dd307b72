package dev.heddle.samples.files;

import java.util.concurrent.atomic.LongAdder;

/** Files and bytes. Thread-safe. */
final class Count {
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private volatile boolean complete;

    void addFile() {
        files.increment();
    }

    void addBytes(long number) {
        bytes.add(number);
    }

    /** There is nothing to come. */
    void complete() {
        complete = true;
    }

    long files() {
        return files.sum();
    }

    long bytes() {
        return bytes.sum();
    }

    boolean isComplete() {
        return complete;
    }
}
