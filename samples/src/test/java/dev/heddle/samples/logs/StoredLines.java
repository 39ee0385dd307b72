package dev.heddle.samples.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What tests find in a database. */
final class StoredLines {
    private StoredLines() {}

    /** A query that gives one number. */
    static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            assertTrue(rows.next());
            return rows.getLong(1);
        }
    }

    static long number(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return number(connection, query);
        }
    }

    /** The first column of what a query gives. */
    static List<String> texts(String url, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    static void execute(String url, String command) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    /** All rows of all runs. */
    static long count(String url) throws SQLException {
        return number(url, "select count(*) from " + LineTable.NAME);
    }

    /** Asserts that whatever the report counts, the rows of its run add up to, and that it says so. */
    @SuppressWarnings("unchecked")
    static void assertAddUpTo(Map<String, Object> report, String url) throws SQLException {
        Map<String, Object> database = (Map<String, Object>) report.get("database");
        String ofRun = " from " + LineTable.NAME + " where run = '" + database.get("run") + "'";
        assertEquals(LineTable.NAME, database.get("table"));
        assertEquals(List.of(report.get("parsed"), 0L, 0L),
                List.of(database.get("rows"), database.get("missing"), database.get("doubtful")));
        assertEquals(null, database.get("failure"));
        assertEquals(report.get("parsed"), number(url, "select count(*)" + ofRun));
        assertEquals(report.get("bytes"), number(url, "select sum(bytes)" + ofRun));
        Map<String, Object> distinct = (Map<String, Object>) report.get("distinct");
        assertEquals(distinct,
                Map.of("paths", number(url, "select count(distinct path)" + ofRun), "clients",
                        number(url, "select count(distinct client)" + ofRun), "referers",
                        number(url, "select count(distinct referer)" + ofRun), "agents",
                        number(url, "select count(distinct agent)" + ofRun)));
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            Map<String, Long> byStatus = new HashMap<>();
            try (ResultSet rows = statement.executeQuery("select status, count(*)" + ofRun + " group by status")) {
                while (rows.next()) {
                    byStatus.put(rows.getString(1), rows.getLong(2));
                }
            }
            assertEquals(report.get("status"), byStatus);
            try (ResultSet rows = statement.executeQuery("select min(requested_at), max(requested_at)" + ofRun)) {
                assertTrue(rows.next());
                assertEquals(List.of(report.get("first"), report.get("last")),
                        List.of(instant(rows, 1).toString(), instant(rows, 2).toString()));
            }
        }
    }

    private static Instant instant(ResultSet rows, int column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }
}
