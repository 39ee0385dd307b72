package dev.heddle.jmh.report;

import java.util.List;

/** How one of the targets stands: the claims that it is made of. */
record Verdict(int number, String title, List<Claim> claims) {

    /** Worst first. */
    enum Status {
        MISSED("missed"), UNDECIDED("undecided"), UNMEASURED("not measured"), MET("met"), REPORTED("reported");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /**
     * One part of a target.
     *
     * @param figure the number that it is about, or empty
     * @param text what holds, and by how much
     */
    record Claim(Status status, String figure, String text) {
        static Claim unmeasured(String what) {
            return new Claim(Status.UNMEASURED, "", what + ": not measured in this run");
        }
    }

    /** That of the worst claim. */
    Status status() {
        return claims.stream().map(Claim::status).min(Enum::compareTo).orElse(Status.UNMEASURED);
    }
}
