package dev.heddle.samples.chat;

/** How a client went. */
enum End {
    /** It said so. */
    QUIT("quit", "has left"),
    /** It closed its end of the connection. */
    HUNG_UP("hung up", "has left"),
    /** The connection failed. */
    LOST("lost", "has left: the connection is lost"),
    /** Its outbox was full. */
    TOO_SLOW("too slow", "has left: too slow"),
    /** The server closed, and told it. */
    SENT_HOME("sent home", "has left"),
    /** It was leaving, and did not take its last lines in time. */
    CUT_OFF("cut off", "has left: cut off");

    final String words;
    final String notice;

    End(String words, String notice) {
        this.words = words;
        this.notice = notice;
    }
}
