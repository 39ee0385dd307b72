package dev.heddle.samples.logs;

import java.util.Optional;

/**
 * What a reader has read of its file.
 *
 * @param lines counted by the reader, who knows nothing of what becomes of them
 * @param bytes counted after decompression
 * @param failure why reading ended before the file did
 */
record FileRead(Source source, long lines, long bytes, Optional<String> failure) {}
