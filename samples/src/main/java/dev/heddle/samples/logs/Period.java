package dev.heddle.samples.logs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;

/**
 * The seconds from one moment on until before another, counted since 1970: so that days, one until the next, neither overlap
 * nor leave a gap.
 *
 * @param since the first second
 * @param until the one after the last
 */
record Period(long since, long until) implements Filter.Rule {
    private static final int DATE_LENGTH = "2015-05-17".length();

    /**
     * The period between two moments, each a date or a date and time in ISO 8601, and UTC where it does not tell its zone.
     *
     * @param since null for no bound
     * @param until null for no bound
     * @throws IllegalArgumentException if there is no such moment, or none between them
     */
    static Period of(String since, String until) {
        long first = since == null ? Long.MIN_VALUE : second("--since", since);
        long end = until == null ? Long.MAX_VALUE : second("--until", until);
        if (first >= end) {
            throw new IllegalArgumentException("--since " + since + " must be before --until " + until);
        }
        return new Period(first, end);
    }

    /** The first whole second that is not before the moment. */
    private static long second(String option, String text) {
        try {
            Instant moment = instant(text.replace(' ', 'T'));
            return moment.getEpochSecond() + (moment.getNano() > 0 ? 1 : 0);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    option + " takes a time such as 2015-05-17 or 2015-05-17T10:05:03Z, not '" + text + "'");
        }
    }

    private static Instant instant(String text) {
        if (text.length() <= DATE_LENGTH) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        TemporalAccessor time =
                DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        return time instanceof OffsetDateTime zoned ? zoned.toInstant()
                : ((LocalDateTime) time).toInstant(ZoneOffset.UTC);
    }

    @Override
    public boolean accepts(LogLine line, byte[] source) {
        return line.second >= since && line.second < until;
    }
}
