package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KeyCountsTest {
    private static void add(KeyCounts counts, String key) {
        byte[] bytes = ("<" + key + ">").getBytes(UTF_8);
        counts.add(bytes, 1, bytes.length - 1);
    }

    private static Map<String, Long> all(KeyCounts counts) {
        return counts.top(Integer.MAX_VALUE).stream()
                .collect(Collectors.toMap(KeyCounts.Ranked::key, KeyCounts.Ranked::count));
    }

    @Test
    void agreesWithAHashMapAlsoWhenMerged() {
        Random random = new Random(4);
        Map<String, Long> expected = new HashMap<>();
        KeyCounts left = new KeyCounts();
        KeyCounts right = new KeyCounts();
        for (int i = 0; i < 50_000; i++) {
            String key = "k".repeat(random.nextInt(20)) + random.nextInt(3000);
            expected.merge(key, 1L, Long::sum);
            add(random.nextInt(3) == 0 ? left : right, key);
        }
        left.addAll(right);
        assertEquals(expected, all(left));
        assertEquals(expected.size(), left.size());
    }

    @Test
    void topIsHighestFirstAndTiesAreInTheKeysOrder() {
        KeyCounts counts = new KeyCounts();
        for (String key : List.of("b", "c", "a", "d", "c", "d", "d", "")) {
            add(counts, key);
        }
        assertEquals(List.of("d 3", "c 2", " 1", "a 1"),
                counts.top(4).stream().map(r -> r.key() + " " + r.count()).toList());
        assertEquals(5, counts.top(100).size());
        assertEquals(List.of(), new KeyCounts().top(3));
    }
}
