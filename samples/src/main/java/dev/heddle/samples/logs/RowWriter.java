package dev.heddle.samples.logs;

import dev.heddle.queue.Lease;
import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.WorkQueue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The stage that writes rows to a database, a transaction for each batch of leases: they are done when it has been
 * committed, and given back when it has failed. Then it is tried again, on a new connection, after a pause that is longer
 * each time.
 *
 * <p>When it has failed too often in a row, the writer gives up: it has the reading stopped, and rejects the rows of what
 * was read already. So each row is accounted for, and the earlier stages end as ever.
 *
 * <p>For one thread at a time.
 */
final class RowWriter implements AutoCloseable {
    /** Enough that a commit costs little beside them. */
    static final int BATCH = 500;

    /** Twice as many are held in memory. */
    static final int LARGEST_BATCH = 100_000;

    /** They take 13 seconds: a server that is started anew is back by then. */
    static final int RETRIES = 7;

    private static final long FIRST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 10_000;
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final LineTable table;
    private final int batch;
    private final int retries;

    private long rows;
    private long missing;
    private long doubtful;
    private long retried;
    private int failuresInARow;
    private SQLException failure;

    /**
     * @param table is closed by this
     * @param batch how many rows a transaction has at the most
     * @param retries how often one is tried again
     */
    RowWriter(LineTable table, int batch, int retries) {
        this.table = table;
        this.batch = batch;
        this.retries = retries;
    }

    /** A queue that holds a batch for now and one for later. */
    int queueCapacity() {
        return 2 * batch;
    }

    /**
     * Writes the rows of a queue, until its end.
     *
     * @param stopReading called at most once, when this gives up
     * @throws QueueClosedException with the cause, if the queue was closed exceptionally
     */
    void write(WorkQueue<Row> queue, Runnable stopReading) throws InterruptedException {
        for (List<Lease<Row>> leases = next(queue); !leases.isEmpty(); leases = next(queue)) {
            if (failure == null) {
                write(leases, stopReading);
            } else {
                reject(leases);
            }
        }
        closeTable();
    }

    /** Waits for rows, and takes what is there; none at the end. */
    private List<Lease<Row>> next(WorkQueue<Row> queue) throws InterruptedException {
        try {
            return queue.lease(batch, FOREVER);
        } catch (QueueClosedException e) {
            if (e.getCause() != null) {
                throw e;
            }
            return List.of();
        }
    }

    private void write(List<Lease<Row>> leases, Runnable stopReading) throws InterruptedException {
        try {
            commit(leases);
            rows += leases.size();
            failuresInARow = 0;
        } catch (SQLException e) {
            table.disconnect(e);
            if (failuresInARow == retries) {
                failure = e;
                stopReading.run();
            } else {
                Thread.sleep(pause(failuresInARow++));
                retried++;
            }
        }
    }

    /** What is given back comes first: so all rows in doubt are in the next batch, and are no longer in doubt when that is committed. */
    private void commit(List<Lease<Row>> leases) throws SQLException {
        boolean committed = false;
        try {
            table.insert(leases);
            doubtful = leases.size(); // until the commit is answered
            table.commit();
            doubtful = 0;
            committed = true;
        } finally {
            leases.forEach(committed ? Lease::done : Lease::giveBack);
        }
    }

    private void reject(List<Lease<Row>> leases) {
        leases.forEach(lease -> lease.reject(failure));
        missing += leases.size();
    }

    /** Twice the one before, in milliseconds. */
    private static long pause(int failuresBefore) {
        return Math.min(FIRST_PAUSE << Math.min(failuresBefore, Integer.SIZE), LONGEST_PAUSE);
    }

    /** A database may keep until its end what it has committed: that is a part of the writing. */
    private void closeTable() {
        try {
            table.close();
        } catch (SQLException e) {
            failure = e;
        }
    }

    /** What has been written, when the writing has ended. */
    RowsWritten result() {
        return new RowsWritten(table.database(), table.run(), rows, missing, doubtful, retried,
                Optional.ofNullable(failure).map(LineTable::explain));
    }

    @Override
    public void close() throws SQLException {
        table.close();
    }
}
