package dev.heddle.samples.logs;

import dev.heddle.queue.Lease;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * The table {@value #NAME} of a database, made where there is none: a row for each well-formed line that passes the filter.
 * A row is known by its run (another one each time, so that runs of one log do not meet), the place of its source in the
 * run, and the number of its line. Malformed lines are not in it: the rejects file keeps their bytes, which fit no column.
 *
 * <p>A commit that is not answered may have been made or not. So rows that were handed out before are deleted in the
 * transaction that inserts them: whether they were there or not, they are there once then. That is SQL that all databases
 * have, while each has its own for inserting what is absent. Nor does it depend on what a look would find: a lost
 * transaction that is still being committed cannot be seen. Then the primary key makes the insert wait for it, and fail, and
 * the next try deletes its rows.
 *
 * <p>Not thread-safe.
 */
final class LineTable implements AutoCloseable {
    static final String NAME = "log_lines";

    private static final String KEY = "run, place, line";
    private static final String COLUMNS = KEY + ", source, client, requested_at, path, status, bytes, referer, agent";
    private static final String PROBE = "select " + COLUMNS + " from " + NAME + " where 1 = 0";
    private static final String CREATE = "create table " + NAME + """
            (
               run varchar(36) not null,
               place integer not null,
               line bigint not null,
               source varchar not null,
               client varchar not null,
               requested_at timestamp with time zone not null,
               path varchar not null,
               status integer not null,
               bytes bigint not null,
               referer varchar,
               agent varchar,
               primary key (""" + KEY + "))";
    private static final String DELETE = "delete from " + NAME + " where run = ? and place = ? and line = ?";
    private static final String INSERT =
            "insert into " + NAME + " (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** A server that takes longer for an answer has failed. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** An H2 that is in this JVM, of whose end the URL says nothing. */
    private static final String EMBEDDED = "(?i)jdbc:h2:(?!tcp:|ssl:|.*;DB_CLOSE_ON_EXIT=).*";

    private final String url;
    private final String run = UUID.randomUUID().toString();

    /** Null when there is none, at the beginning and after a failure. */
    private Connection connection;

    private LineTable(String url) {
        this.url = url;
    }

    /**
     * Connects to the database, and creates the table if there is none.
     *
     * @throws SQLException if that cannot be, or if there is such a table with other columns
     */
    static LineTable open(String url) throws SQLException {
        LineTable table = new LineTable(url);
        try {
            table.connect();
            table.createIfAbsent();
            return table;
        } catch (SQLException e) {
            table.disconnect(e);
            throw e;
        }
    }

    /** Ctrl-C lets what was read be written: so an embedded database must not close itself at that. */
    private void connect() throws SQLException {
        connection = DriverManager.getConnection(url.matches(EMBEDDED) ? url + ";DB_CLOSE_ON_EXIT=FALSE" : url);
        if (connection.getNetworkTimeout() == 0) {
            connection.setNetworkTimeout(Runnable::run, (int) ANSWER.toMillis());
        }
    }

    private void createIfAbsent() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try {
                statement.execute(PROBE);
            } catch (SQLException absent) {
                statement.execute(CREATE);
            }
        }
    }

    /** Inserts rows, each once, whether it was there or not; connects first if need be. They last from {@link #commit} on. */
    void insert(List<Lease<Row>> batch) throws SQLException {
        if (connection == null) {
            connect();
        }
        connection.setAutoCommit(false);
        try (PreparedStatement delete = connection.prepareStatement(DELETE);
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Lease<Row> lease : batch) {
                if (lease.attempt() > 1) {
                    setKey(delete, lease.item());
                    delete.addBatch();
                }
                setKey(insert, lease.item());
                setOthers(insert, lease.item());
                insert.addBatch();
            }
            delete.executeBatch();
            insert.executeBatch();
        }
    }

    private void setKey(PreparedStatement statement, Row row) throws SQLException {
        statement.setString(1, run);
        statement.setInt(2, row.place());
        statement.setLong(3, row.line());
    }

    private static void setOthers(PreparedStatement statement, Row row) throws SQLException {
        statement.setString(4, row.source());
        statement.setString(5, row.client());
        statement.setObject(6, Instant.ofEpochSecond(row.second()).atOffset(ZoneOffset.UTC));
        statement.setString(7, row.path());
        statement.setInt(8, row.status());
        statement.setLong(9, row.bytes());
        statement.setString(10, row.referer());
        statement.setString(11, row.agent());
    }

    /** Makes the rows last. If it throws, nobody knows whether they do. */
    void commit() throws SQLException {
        connection.commit();
    }

    /**
     * Ends the connection, and the transaction that has not been committed.
     *
     * @param why gets to know what goes wrong with that
     */
    void disconnect(SQLException why) {
        try (Connection broken = connection) {
            connection = null;
            if (broken != null && !broken.getAutoCommit()) {
                broken.rollback();
            }
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    String run() {
        return run;
    }

    String database() {
        return withoutSecrets(url);
    }

    /** A URL as far as it may be shown: without a user's name and password, and what else it sets. */
    static String withoutSecrets(String url) {
        return url.replaceFirst("[;?].*", "").replaceFirst("//[^/]*@", "//");
    }

    /** What the database said, in a line; a batch that failed tells it behind all that was sent. */
    static String explain(SQLException failure) {
        SQLException next = failure.getNextException();
        SQLException said = failure instanceof BatchUpdateException && next != null ? next : failure;
        String message = said.getMessage() == null ? "" : said.getMessage();
        return message.lines().findFirst().map(line -> line.replaceFirst("; SQL statement:$", ""))
                .orElse(said.toString());
    }

    @Override
    public void close() throws SQLException {
        Connection last = connection;
        connection = null;
        if (last != null) {
            last.close();
        }
    }
}
