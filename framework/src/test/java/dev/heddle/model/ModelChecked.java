package dev.heddle.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/**
 * A class whose tests run under {@link Schedules}: tagged "model", because they want a JVM of their own.
 *
 * <p>Lincheck reads the class files of the JDK itself, and so knows no JDK that came out after it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("model")
@EnabledForJreRange(minVersion = 21, maxVersion = 26, disabledReason = "Lincheck 3.7 cannot read the JDK's class files")
public @interface ModelChecked {}
