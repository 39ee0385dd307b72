package dev.heddle.samples.logs;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.logging.Logger;

/** A driver for an H2 in memory, whose connection is lost in a commit when a test wants that. */
final class FailingDriver implements Driver, AutoCloseable {
    /** Where in a commit it is lost. */
    enum Loss {
        NONE, BEFORE_IT, AFTER_IT
    }

    /** What happens to a commit. */
    interface Plan {
        /**
         * @param commit its number, from 1
         * @param rows that the table would have after it
         */
        Loss at(int commit, long rows);
    }

    private final String name = UUID.randomUUID().toString();
    private final Plan plan;
    private final boolean comesBack;
    private final List<Long> sizes = Collections.synchronizedList(new ArrayList<>());
    private volatile int commits;
    private volatile boolean down;

    private FailingDriver(Plan plan, boolean comesBack) {
        this.plan = plan;
        this.comesBack = comesBack;
    }

    /** Loses connections, and takes new ones. */
    static FailingDriver losing(Plan plan) throws SQLException {
        return register(new FailingDriver(plan, true));
    }

    /** Loses one, and takes no more. */
    static FailingDriver endingWith(Plan plan) throws SQLException {
        return register(new FailingDriver(plan, false));
    }

    private static FailingDriver register(FailingDriver driver) throws SQLException {
        DriverManager.registerDriver(driver);
        return driver;
    }

    /** What the pipeline is given. */
    String url() {
        return "jdbc:failing:" + name;
    }

    /** The database itself, which never fails, and stays until this is closed. */
    String database() {
        return "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1";
    }

    /** How many rows the table had after each commit that took effect. */
    List<Long> sizes() {
        return List.copyOf(sizes);
    }

    /** Takes no connections from now on. */
    void shutDown() {
        down = true;
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.equals(url());
    }

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        if (down) {
            throw new SQLException("connection refused", "08001");
        }
        Connection real = DriverManager.getConnection(database());
        return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        commit(real);
                        return null;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void commit(Connection real) throws SQLException {
        long rows = StoredLines.number(real, "select count(*) from " + LineTable.NAME);
        commits++; // by one thread at a time
        Loss loss = plan.at(commits, rows);
        if (loss == Loss.BEFORE_IT) {
            real.rollback();
        } else {
            real.commit();
            sizes.add(rows);
        }
        if (loss != Loss.NONE) {
            down = !comesBack;
            real.close();
            throw new SQLException("connection lost", "08006");
        }
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void close() throws SQLException {
        DriverManager.deregisterDriver(this);
        StoredLines.execute(database(), "shutdown");
    }
}
