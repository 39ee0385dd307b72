package dev.heddle.samples.logs;

import dev.heddle.samples.Printable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Exact counts per key, where a key is a slice of bytes: a hash table over one array that holds all
 * keys end to end. Looking a key up makes no object, and a key costs its bytes and some 25 more, so
 * that a large log fits a small heap. Merging reuses the hashes.
 */
final class KeyCounts {
    /** A key made printable, with its count. */
    record Ranked(String key, long count) {}

    private byte[] keys = new byte[1 << 12];
    /** Key {@code i} is {@code keys[starts[i], starts[i + 1])}. */
    private int[] starts = new int[(1 << 7) + 1];

    private int[] hashes = new int[1 << 7];
    private long[] counts = new long[1 << 7];
    private int size;

    /** Open addressing, at most half full: a key's number plus one, or zero. */
    private int[] slots = new int[1 << 8];

    /** The number of distinct keys. */
    int size() {
        return size;
    }

    void add(byte[] bytes, int from, int to) {
        add(bytes, from, to, Bytes.hash(bytes, from, to), 1);
    }

    void addAll(KeyCounts other) {
        for (int key = 0; key < other.size; key++) {
            int from = other.starts[key];
            int to = other.starts[key + 1];
            add(other.keys, from, to, other.hashes[key], other.counts[key]);
        }
    }

    /** The {@code limit} keys with the highest counts, highest first, ties in the keys' order. */
    List<Ranked> top(int limit) {
        Comparator<Integer> rank = Comparator.<Integer>comparingLong(key -> counts[key]).thenComparing(this::compare);
        PriorityQueue<Integer> best = new PriorityQueue<>(rank);
        for (int key = 0; key < size; key++) {
            best.add(key);
            if (best.size() > limit) {
                best.remove();
            }
        }
        Deque<Ranked> highestFirst = new ArrayDeque<>();
        while (!best.isEmpty()) {
            int key = best.remove();
            String printable = Printable.of(keys, starts[key], starts[key + 1]);
            highestFirst.addFirst(new Ranked(printable, counts[key]));
        }
        return new ArrayList<>(highestFirst);
    }

    private int compare(int key, int other) {
        return Arrays.compareUnsigned(keys, starts[other], starts[other + 1], keys, starts[key], starts[key + 1]);
    }

    private void add(byte[] bytes, int from, int to, int hash, long count) {
        int mask = slots.length - 1;
        for (int slot = hash & mask;; slot = slot + 1 & mask) {
            int key = slots[slot] - 1;
            if (key < 0) {
                slots[slot] = append(bytes, from, to, hash, count) + 1;
                if (size > slots.length / 2) {
                    rehash();
                }
                return;
            }
            if (hashes[key] == hash && Arrays.equals(keys, starts[key], starts[key + 1], bytes, from, to)) {
                counts[key] += count;
                return;
            }
        }
    }

    private int append(byte[] bytes, int from, int to, int hash, long count) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
            starts = Arrays.copyOf(starts, 2 * size + 1);
        }
        int start = starts[size];
        int end = Math.addExact(start, to - from);
        if (end > keys.length) {
            keys = Arrays.copyOf(keys, (int) Math.min(Integer.MAX_VALUE - 8, end * 2L));
        }
        System.arraycopy(bytes, from, keys, start, to - from);
        hashes[size] = hash;
        counts[size] = count;
        starts[size + 1] = end;
        return size++;
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int key = 0; key < size; key++) {
            int slot = hashes[key] & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = key + 1;
        }
    }
}
