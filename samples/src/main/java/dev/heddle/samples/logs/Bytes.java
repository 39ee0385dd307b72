package dev.heddle.samples.logs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at slices of byte arrays. A log is parsed where it lies in its batch: no string is made of a line, whose bytes
 * need not even be text.
 */
final class Bytes {
    /** Reads eight bytes as a word. */
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long HASH_FACTOR = 0x9e3779b97f4a7c15L;

    private Bytes() {}

    /** The index of the first {@code wanted} in {@code bytes[from, to)}, or -1. */
    static int indexOf(byte[] bytes, int from, int to, char wanted) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** The index of the last {@code wanted} in {@code bytes[from, to)}, or -1. */
    static int lastIndexOf(byte[] bytes, int from, int to, char wanted) {
        for (int i = to - 1; i >= from; i--) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** How often {@code wanted} occurs in {@code bytes[from, to)}. */
    static int count(byte[] bytes, int from, int to, char wanted) {
        int found = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                found++;
            }
        }
        return found;
    }

    /** The same for equal slices, wherever they lie. */
    static int hash(byte[] bytes, int from, int to) {
        long hash = to - from;
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            hash = mix(hash ^ (long) LONG.get(bytes, i));
        }
        boolean withinWord = i <= bytes.length - Long.BYTES;
        long rest = withinWord ? (long) LONG.get(bytes, i) & ~(-1L << (to - i) * Byte.SIZE) : word(bytes, i, to);
        return (int) mix(hash ^ rest);
    }

    /** The fewer than eight bytes from {@code from} to {@code to}, the first one lowest. */
    private static long word(byte[] bytes, int from, int to) {
        long word = 0;
        for (int i = to - 1; i >= from; i--) {
            word = word << Byte.SIZE | bytes[i] & 0xff;
        }
        return word;
    }

    private static long mix(long hash) {
        long product = hash * HASH_FACTOR;
        return product ^ product >>> 32;
    }
}
