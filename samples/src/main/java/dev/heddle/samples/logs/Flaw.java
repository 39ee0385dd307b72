package dev.heddle.samples.logs;

/** What can be wrong with a line: the reasons why one is rejected. */
enum Flaw {
    EMPTY("empty line"),
    NO_CLIENT("no client at the start of the line"),
    ENDS_BEFORE_TIMESTAMP("truncated before the timestamp"),
    NO_TIMESTAMP("no '[' where the timestamp belongs"),
    ENDS_IN_TIMESTAMP("truncated in the timestamp"),
    BAD_TIMESTAMP("bad timestamp"),
    ENDS_BEFORE_REQUEST("truncated before the request"),
    NO_REQUEST("no quote where the request belongs"),
    OPEN_REQUEST("no closing quote after the request"),
    ENDS_AFTER_REQUEST("truncated after the request"),
    BAD_STATUS("bad status"),
    ENDS_AFTER_STATUS("truncated after the status"),
    BAD_BYTES("bad bytes"),
    NO_REFERER("no quoted referer after the bytes"),
    OPEN_REFERER("no closing quote after the referer"),
    ENDS_AFTER_REFERER("truncated after the referer"),
    OPEN_AGENT("no closing quote after the user agent"),
    TOO_LONG("does not fit a batch"),
    CUT_OFF("cut off where reading stopped");

    private final String reason;

    Flaw(String reason) {
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
