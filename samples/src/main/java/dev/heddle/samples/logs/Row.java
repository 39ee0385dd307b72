package dev.heddle.samples.logs;

import dev.heddle.samples.Printable;
import java.nio.charset.StandardCharsets;

/**
 * A well-formed line on its way to a database. Its text is made printable, as in the report: a database takes no NULs, and
 * no bytes that are no text.
 *
 * @param place of the source, which is its own in a run, as its name need not be
 * @param line its number in the source, counted from 1
 * @param referer null if the client did not tell, as agent
 */
record Row(int place, long line, String source, String client, long second, String path, int status, long bytes,
        String referer, String agent) {

    /** The line with this number, which was parsed well out of the batch. */
    static Row of(Batch batch, long number, LogLine line) {
        byte[] text = batch.bytes();
        byte[] name = batch.source().name().getBytes(StandardCharsets.UTF_8);
        return new Row(batch.source().place(), number, Printable.of(name, 0, name.length),
                Printable.of(text, line.clientFrom, line.clientTo), line.second,
                Printable.of(text, line.pathFrom, line.pathTo), line.status, line.size,
                told(text, line.refererFrom, line.refererTo), told(text, line.agentFrom, line.agentTo));
    }

    private static String told(byte[] text, int from, int to) {
        return LogLine.isAbsent(text, from, to) ? null : Printable.of(text, from, to);
    }
}
