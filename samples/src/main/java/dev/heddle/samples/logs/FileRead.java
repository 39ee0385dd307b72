package dev.heddle.samples.logs;

import java.util.Optional;

/**
 * What a reader has read of its file.
 *
 * @param lines counted by the reader, who knows nothing of what becomes of them
 * @param bytes counted after decompression
 * @param failure why reading ended before the file did
 */
record FileRead(Source source, long lines, long bytes, Optional<String> failure) {
    /** The failure of one whose reader was told to stop. */
    static final String STOPPED = "stopped";

    /** One whose reader was told to stop before it began. */
    static FileRead notBegun(Source source) {
        return new FileRead(source, 0, 0, Optional.of(STOPPED));
    }

    boolean isStopped() {
        return failure.equals(Optional.of(STOPPED));
    }
}
