package dev.heddle.samples.logs;

import dev.heddle.queue.WorkQueue;
import dev.heddle.samples.Printable;
import java.io.IOException;

/**
 * Parses the lines of a batch: the well-formed ones that pass the filter go into a tally, the malformed ones to the
 * rejects.
 *
 * @param rows where those of the tally are put as well; null for nowhere
 */
record BatchParser(Filter filter, Rejects rejects, WorkQueue<Row> rows) {
    private static final int LONGEST_DETAIL = 40;

    void parse(Batch batch, Tally tally) throws IOException, InterruptedException {
        LogLine line = new LogLine();
        byte[] bytes = batch.bytes();
        long number = batch.firstLine();
        for (int from = 0; from < batch.length(); number++) {
            int newline = Bytes.indexOf(bytes, from, batch.length(), '\n');
            int to = newline < 0 ? batch.length() : newline;
            if (!line.parse(bytes, from, to)) {
                reject(batch, number, line, from, to);
            } else if (filter.accepts(line, bytes)) {
                tally.add(line, bytes);
                if (rows != null) {
                    rows.put(Row.of(batch, number, line));
                }
            } else {
                tally.leaveOut();
            }
            from = to + 1;
        }
    }

    private void reject(Batch batch, long number, LogLine line, int from, int to) throws IOException {
        int length = line.flawTo - line.flawFrom;
        int shown = line.flawFrom + Math.min(length, LONGEST_DETAIL);
        String detail = " '" + Printable.of(batch.bytes(), line.flawFrom, shown) + "'";
        rejects.add(batch.source(), number, line.flaw, length == 0 ? "" : detail,
                out -> out.write(batch.bytes(), from, to - from));
    }
}
