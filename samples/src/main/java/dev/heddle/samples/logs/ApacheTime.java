package dev.heddle.samples.logs;

import java.time.LocalDate;
import java.time.Month;
import java.time.Year;

/**
 * Reads Apache's timestamps, {@code 17/May/2015:10:05:03 +0000}, refusing dates that do not exist.
 * The neighbours of a line mostly fall into its hour: date, hour and zone are compared with those
 * of the timestamp before, as three words, and worked out anew only when they differ.
 */
final class ApacheTime {
    /** The length of every timestamp. */
    static final int LENGTH = 26;

    /** What {@link #parse} returns for text that is no timestamp. */
    static final long BAD = Long.MIN_VALUE;

    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private long dateWord;
    private long hourWord;
    private long zoneWord;
    private long hourStart = BAD;

    /** The second since 1970 that the {@link #LENGTH} bytes from {@code at} on name, or BAD. */
    long parse(byte[] bytes, int at) {
        int minute = twoDigits(bytes, at + 15);
        int second = twoDigits(bytes, at + 18);
        if (minute > 59 || second > 59 || bytes[at + 14] != ':' || bytes[at + 17] != ':') {
            return BAD;
        }
        long date = (long) Bytes.LONG.get(bytes, at);
        long hour = (long) Bytes.LONG.get(bytes, at + 6);
        long zone = (long) Bytes.LONG.get(bytes, at + 18) >>> Short.SIZE;
        if (date != dateWord || hour != hourWord || zone != zoneWord || hourStart == BAD) {
            dateWord = date;
            hourWord = hour;
            zoneWord = zone;
            hourStart = hourStart(bytes, at);
        }
        return hourStart == BAD ? BAD : hourStart + minute * 60 + second;
    }

    private static long hourStart(byte[] bytes, int at) {
        int day = twoDigits(bytes, at);
        int month = month(bytes, at + 3);
        int year = 100 * twoDigits(bytes, at + 7) + twoDigits(bytes, at + 9);
        int hour = twoDigits(bytes, at + 12);
        int zone = zoneSeconds(bytes, at + 20);
        boolean separated =
                bytes[at + 2] == '/' && bytes[at + 6] == '/' && bytes[at + 11] == ':' && bytes[at + 20] == ' ';
        if (!separated || month == 0 || year > 9999 || hour > 23 || zone == Integer.MAX_VALUE) {
            return BAD;
        }
        if (day < 1 || day > Month.of(month).length(Year.isLeap(year))) {
            return BAD;
        }
        return LocalDate.of(year, month, day).toEpochDay() * 86_400 + hour * 3_600 - zone;
    }

    private static int month(byte[] bytes, int at) {
        for (int month = 0; month < 12; month++) {
            if (bytes[at] == MONTHS.charAt(3 * month) && bytes[at + 1] == MONTHS.charAt(3 * month + 1)
                    && bytes[at + 2] == MONTHS.charAt(3 * month + 2)) {
                return month + 1;
            }
        }
        return 0;
    }

    /** The zone in {@code " +hhmm"}, or {@link Integer#MAX_VALUE}. */
    private static int zoneSeconds(byte[] bytes, int at) {
        int hours = twoDigits(bytes, at + 2);
        int minutes = twoDigits(bytes, at + 4);
        byte sign = bytes[at + 1];
        if (hours > 18 || minutes > 59 || sign != '+' && sign != '-') {
            return Integer.MAX_VALUE;
        }
        int seconds = hours * 3_600 + minutes * 60;
        return sign == '+' ? seconds : -seconds;
    }

    /** The number, or one that is too large for any field where the two bytes are no digits. */
    private static int twoDigits(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return (tens | ones) < 0 || tens > 9 || ones > 9 ? 1_000_000 : 10 * tens + ones;
    }
}
