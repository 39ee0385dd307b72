package dev.heddle.internal;

/** Texts of other people's objects, for messages that must come out whatever those do. */
public final class SafeText {
    private static final int LONGEST = 200;

    private SafeText() {}

    /** What the object says of itself, clipped; or its class, if it throws instead. */
    public static String of(Object object) {
        try {
            String text = String.valueOf(object);
            return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        } catch (Throwable broken) {
            return object.getClass().getName() + " (which has no text: " + broken.getClass().getName() + ")";
        }
    }
}
