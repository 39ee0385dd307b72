package dev.heddle.samples.logs;

/**
 * Whole lines of one file, as they were read: {@code bytes[0, length)}. The last one may lack its
 * newline. What travels between reader and parser is a batch and not a line, because handing an
 * item over costs about as much as parsing a line does.
 *
 * @param firstLine the number of the first line in its file, counted from 1
 */
record Batch(Source source, long firstLine, byte[] bytes, int length) {
    @Override
    public String toString() {
        return source.name() + " from line " + firstLine + " on";
    }
}
