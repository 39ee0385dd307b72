package dev.heddle.testing;

import java.util.Locale;

/**
 * How much the tests do that could go on for ever, in one place: {@code -Dheddle.test.effort=deep} is for those who have the
 * time ({@code scripts/test --deep}).
 */
public enum Effort {
    DEFAULT, DEEP;

    public static final Effort NOW =
            valueOf(System.getProperty("heddle.test.effort", "default").toUpperCase(Locale.ROOT));

    /** The one number in a build, the other in a deep run. */
    public static int of(int inABuild, int deep) {
        return NOW == DEEP ? deep : inABuild;
    }
}
