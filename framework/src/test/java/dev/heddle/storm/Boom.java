package dev.heddle.storm;

/** A failure made on purpose; each is an object of its own, to be found again. */
final class Boom extends RuntimeException {
    private static final long serialVersionUID = 1;

    Boom(String text) {
        super(text, null, true, false); // no stack trace: there will be very many of these
    }
}
