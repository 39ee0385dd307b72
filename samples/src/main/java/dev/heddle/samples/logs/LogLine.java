package dev.heddle.samples.logs;

/**
 * The fields of one line in Apache's common or combined format:
 *
 * <pre>
 * 192.0.2.7 - frank [17/May/2015:10:05:03 +0000] "GET /a?b HTTP/1.1" 200 2326
 * 192.0.2.7 - frank [17/May/2015:10:05:03 +0000] "GET /a?b HTTP/1.1" 200 2326 "http://from/" "Agent"
 * </pre>
 *
 * <p>A parser and its result in one: {@link #parse} sets the fields for the next line, as positions
 * in the bytes it was given, and makes no object. Quotes inside a quoted field may be escaped with
 * a backslash or stand there bare. What tells the closing quote from a bare one is what follows:
 * after the request a status, after the referer another quoted field, after the user agent the end
 * of the line.
 */
final class LogLine {
    /** More digits would be no byte count that a server sends, and sums could overflow. */
    private static final int MOST_BYTE_DIGITS = 15;

    private final ApacheTime time = new ApacheTime();

    private byte[] bytes;
    private int end;

    int clientFrom;
    int clientTo;
    long second;
    int pathFrom;
    int pathTo;
    int status;
    long size;

    /** Empty in common format. */
    int refererFrom;

    int refererTo;

    /** Empty in common format. */
    int agentFrom;

    int agentTo;

    /** What is wrong with the line, where {@link #parse} returned false. */
    Flaw flaw;

    /** The bad field itself where that says more than the flaw alone, otherwise empty. */
    int flawFrom;

    int flawTo;

    /** Takes {@code line[from, to)} apart and tells whether it is well-formed. */
    boolean parse(byte[] line, int from, int to) {
        bytes = line;
        end = to > from && line[to - 1] == '\r' ? to - 1 : to;
        refererFrom = refererTo = agentFrom = agentTo = from;
        if (end == from) {
            return reject(Flaw.EMPTY);
        }
        int at = client(from);
        at = at < 0 ? at : timestamp(at);
        at = at < 0 ? at : request(at);
        at = at < 0 ? at : status(at);
        at = at < 0 ? at : size(at);
        at = at < 0 || at == end ? at : referer(at);
        at = at < 0 || at == end ? at : agent(at);
        return at >= 0;
    }

    // Each step takes the position where its field begins and returns the one where the next
    // begins, or -1 after having set the flaw.

    /** Client, identity and user: three words. */
    private int client(int from) {
        clientFrom = from;
        clientTo = Bytes.indexOf(bytes, from, end, ' ');
        if (clientTo == from) {
            return flawed(Flaw.NO_CLIENT);
        }
        int user = clientTo < 0 ? -1 : afterWord(clientTo + 1);
        int timestamp = user < 0 ? -1 : afterWord(user);
        return timestamp < 0 || timestamp == end ? flawed(Flaw.ENDS_BEFORE_TIMESTAMP) : timestamp;
    }

    /** Where the word after this one begins, or -1. */
    private int afterWord(int from) {
        int space = Bytes.indexOf(bytes, from, end, ' ');
        return space < 0 ? -1 : space + 1;
    }

    private int timestamp(int from) {
        if (bytes[from] != '[') {
            return flawed(Flaw.NO_TIMESTAMP);
        }
        int close = from + 1 + ApacheTime.LENGTH;
        if (close < end && bytes[close] == ']') {
            second = time.parse(bytes, from + 1);
            if (second != ApacheTime.BAD) {
                return close + 1;
            }
        }
        int bracket = Bytes.indexOf(bytes, from, end, ']');
        return bracket < 0 ? flawed(Flaw.ENDS_IN_TIMESTAMP) : flawed(Flaw.BAD_TIMESTAMP, from + 1, bracket);
    }

    private int request(int from) {
        if (from + 1 >= end) {
            return flawed(Flaw.ENDS_BEFORE_REQUEST);
        }
        if (bytes[from] != ' ' || bytes[from + 1] != '"') {
            return flawed(Flaw.NO_REQUEST);
        }
        int open = from + 1;
        int close = closingRequestQuote(open + 1);
        if (close < 0) {
            return flawed(Flaw.OPEN_REQUEST);
        }
        path(open + 1, close);
        return close + 1;
    }

    /** The first quote with a status behind it, otherwise the first with a space or nothing. */
    private int closingRequestQuote(int from) {
        int withoutStatus = -1;
        int quote = nextQuote(from);
        while (quote >= 0 && !isStatus(quote + 2)) {
            boolean endsWord = quote + 1 == end || bytes[quote + 1] == ' ';
            withoutStatus = withoutStatus < 0 && endsWord ? quote : withoutStatus;
            quote = nextQuote(quote + 1);
        }
        return quote < 0 ? withoutStatus : quote;
    }

    /** The path: the request's second word up to a '?', or all of a request that has no words. */
    private void path(int from, int to) {
        int space = Bytes.indexOf(bytes, from, to, ' ');
        int at = space + 1;
        while (space >= 0 && at < to && bytes[at] != ' ' && bytes[at] != '?') {
            at++;
        }
        boolean words = space >= 0 && at > space + 1;
        pathFrom = words ? space + 1 : from;
        pathTo = words ? at : to;
    }

    private int status(int from) {
        if (from + 1 >= end) {
            return flawed(Flaw.ENDS_AFTER_REQUEST);
        }
        int at = from + 1;
        if (!isStatus(at)) {
            return flawed(Flaw.BAD_STATUS, at, wordEnd(at));
        }
        status = (bytes[at] - '0') * 100 + (bytes[at + 1] - '0') * 10 + bytes[at + 2] - '0';
        return at + 3;
    }

    /** Whether a word of three digits begins here, of which the first is 1 to 9. */
    private boolean isStatus(int at) {
        return at + 3 <= end && bytes[at - 1] == ' ' && bytes[at] != '0' && isDigit(bytes[at]) && isDigit(bytes[at + 1])
                && isDigit(bytes[at + 2]) && (at + 3 == end || bytes[at + 3] == ' ');
    }

    private int size(int from) {
        if (from + 1 >= end) {
            return flawed(Flaw.ENDS_AFTER_STATUS);
        }
        int at = from + 1;
        size = 0;
        while (at < end && isDigit(bytes[at])) {
            size = 10 * size + bytes[at++] - '0';
        }
        int digits = at - from - 1;
        if (digits == 0 && bytes[at] == '-') {
            at++;
        }
        boolean word = at > from + 1 && (at == end || bytes[at] == ' ');
        return word && digits <= MOST_BYTE_DIGITS ? at : flawed(Flaw.BAD_BYTES, from + 1, wordEnd(from + 1));
    }

    private int referer(int from) {
        if (from + 1 >= end || bytes[from + 1] != '"') {
            return flawed(Flaw.NO_REFERER);
        }
        int last = -1;
        int quote = nextQuote(from + 2);
        while (quote >= 0 && !isBetweenQuotes(quote + 1)) {
            last = quote;
            quote = nextQuote(quote + 1);
        }
        if (quote >= 0) {
            refererFrom = from + 2;
            refererTo = quote;
            return quote + 1;
        }
        boolean closed = last >= 0 && (last + 1 == end || bytes[last + 1] == ' ');
        return flawed(closed ? Flaw.ENDS_AFTER_REFERER : Flaw.OPEN_REFERER);
    }

    /** Whether a space and an opening quote begin here. */
    private boolean isBetweenQuotes(int at) {
        return at + 1 < end && bytes[at] == ' ' && bytes[at + 1] == '"';
    }

    private int agent(int from) {
        int open = from + 1;
        int close = end - 1;
        if (close == open || bytes[close] != '"' || isEscaped(close)) {
            return flawed(Flaw.OPEN_AGENT);
        }
        agentFrom = open + 1;
        agentTo = close;
        return end;
    }

    /** The next quote that no backslash escapes, or -1. */
    private int nextQuote(int from) {
        int quote = from - 1;
        do {
            quote = Bytes.indexOf(bytes, quote + 1, end, '"');
        } while (quote >= 0 && isEscaped(quote));
        return quote;
    }

    /** Whether an odd number of backslashes precedes: two of them are one that escapes nothing. */
    private boolean isEscaped(int quote) {
        int at = quote;
        while (bytes[at - 1] == '\\') {
            at--;
        }
        return (quote - at & 1) == 1;
    }

    /** Whether a field says nothing: it is empty, or a "-", which stands for what the client did not tell. */
    static boolean isAbsent(byte[] bytes, int from, int to) {
        return from == to || to - from == 1 && bytes[from] == '-';
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private int wordEnd(int from) {
        int space = Bytes.indexOf(bytes, from, end, ' ');
        return space < 0 ? end : space;
    }

    private boolean reject(Flaw why) {
        return flawed(why) >= 0;
    }

    private int flawed(Flaw why) {
        return flawed(why, 0, 0);
    }

    private int flawed(Flaw why, int from, int to) {
        flaw = why;
        flawFrom = from;
        flawTo = to;
        return -1;
    }
}
