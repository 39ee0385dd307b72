package dev.heddle.samples;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text of other people's, such as a line of a log or the name of a file, made safe to print: {@code \xHH} stands for control
 * characters and for bytes that are no UTF-8, so that it cannot steer a terminal or end its line.
 */
public final class Printable {
    private static final int LAST_ASCII = 0x7e;

    private Printable() {}

    /**
     * Makes bytes printable.
     *
     * @param bytes in UTF-8, or no text at all
     * @return as text
     */
    public static String of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /**
     * Makes some of the bytes printable.
     *
     * @param bytes in UTF-8, or no text at all
     * @param from the index of the first
     * @param to the index after the last
     * @return as text
     */
    public static String of(byte[] bytes, int from, int to) {
        String text;
        try {
            ByteBuffer slice = ByteBuffer.wrap(bytes, from, to - from);
            text = StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
        } catch (CharacterCodingException e) {
            return escape(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1), LAST_ASCII);
        }
        return of(text);
    }

    /**
     * Makes text printable.
     *
     * @param text which may have control characters in it
     * @return the text without
     */
    public static String of(String text) {
        return escape(text, Character.MAX_VALUE);
    }

    private static String escape(String text, int lastPlain) {
        StringBuilder printable = new StringBuilder(text.length());
        for (char c : text.toCharArray()) {
            if (Character.isISOControl(c) || c > lastPlain) {
                printable.append(String.format("\\x%02x", (int) c));
            } else {
                printable.append(c);
            }
        }
        return printable.toString();
    }
}
