package dev.heddle.jmh;

/**
 * How many put and how many take.
 *
 * @param producers those who put
 * @param consumers those who take
 */
record Crowd(int producers, int consumers) {

    /** As the parameters have it: "16:1" is sixteen producers and one consumer. */
    static Crowd of(String threads) {
        String[] counts = threads.split(":");
        return new Crowd(Integer.parseInt(counts[0]), Integer.parseInt(counts[1]));
    }
}
