package dev.heddle.samples.logs;

import java.sql.DriverManager;
import java.sql.SQLException;
import picocli.CommandLine.Option;

/** The options that say which database to write lines to, and how. */
final class JdbcOptions {
    private static final String POSTGRESQL = "jdbc:postgresql:";

    @Option(names = "--jdbc", paramLabel = "URL", description = {"Write each line that is reported on to the table",
        LineTable.NAME + " of a database, made if need be: H2 in", "a file (jdbc:h2:./NAME), or PostgreSQL",
        "(jdbc:postgresql://HOST/NAME?user=...&password=...)."})
    private String url;

    @Option(names = "--jdbc-batch", paramLabel = "N", description = "Rows in a transaction (" + RowWriter.BATCH + ").")
    private Integer batch;

    @Option(names = "--jdbc-retries", paramLabel = "N", description = {
        "Tries more when the database fails (" + RowWriter.RETRIES + "), each on a new",
        "connection: after 0.1 s, 0.2 s, 0.4 s, up to 10 s."})
    private Integer retries;

    boolean isWriting() {
        return url != null;
    }

    /**
     * Connects to the database that the options name.
     *
     * @return null for none
     * @throws IllegalArgumentException if one of them is wrong, or the database cannot be written to, with a message that
     *     says which and why
     */
    RowWriter openWriter() {
        require(isWriting() || batch == null, "--jdbc-batch takes --jdbc as well");
        require(isWriting() || retries == null, "--jdbc-retries takes --jdbc as well");
        if (!isWriting()) {
            return null;
        }
        int rows = batch == null ? RowWriter.BATCH : batch;
        int more = retries == null ? RowWriter.RETRIES : retries;
        require(rows >= 1 && rows <= RowWriter.LARGEST_BATCH,
                "--jdbc-batch must be from 1 to " + RowWriter.LARGEST_BATCH + ", not " + rows);
        require(more >= 0, "--jdbc-retries must be at least 0, not " + more);
        require(url.startsWith("jdbc:"),
                "--jdbc takes a URL such as jdbc:h2:./lines or jdbc:postgresql://localhost/logs, not '"
                        + LineTable.withoutSecrets(url) + "'");
        require(hasDriver(), noDriver(url));
        try {
            return new RowWriter(LineTable.open(url), rows, more);
        } catch (SQLException e) {
            throw new IllegalArgumentException(
                    "cannot write to --jdbc " + LineTable.withoutSecrets(url) + ": " + LineTable.explain(e));
        }
    }

    private boolean hasDriver() {
        try {
            return DriverManager.getDriver(url) != null;
        } catch (SQLException e) {
            return false;
        }
    }

    /** What to do where the driver for a URL is missing: H2's is in the samples JAR. */
    static String noDriver(String url) {
        boolean known = url.startsWith(POSTGRESQL);
        String jar = known ? "postgresql.jar" : "<driver jar>";
        String get = known ? "get that of PostgreSQL (in Maven, org.postgresql:postgresql) and " : "";
        return "--jdbc " + LineTable.withoutSecrets(url) + ": there is no driver for it on the class path; " + get
                + "add it: java -cp <heddle jar>:<samples jar>:" + jar + ", or HEDDLE_CLASSPATH=" + jar
                + " scripts/demo";
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
