package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import com.google.common.collect.testing.testers.CollectionRemoveAllTester;
import com.google.common.collect.testing.testers.CollectionRemoveIfTester;
import com.google.common.collect.testing.testers.CollectionRemoveTester;
import com.google.common.collect.testing.testers.CollectionRetainAllTester;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Other people's tests: those that Guava has for queues, with the features that the view claims: items are added, and leave at
 * the head, in a known order; null is no item, but may be asked for. What takes items from the interior is tested as in a
 * collection that removes nothing.
 */
class BlockingViewSuiteTest {
    private static final Set<Class<?>> OF_THE_INTERIOR = Set.of(CollectionRemoveTester.class,
            CollectionRemoveAllTester.class, CollectionRemoveIfTester.class, CollectionRetainAllTester.class);

    /**
     * The kinds of queues; all but one hold the given items in their order. By priority they are in an order as well, but not in one
     * that the suite knows.
     */
    private enum Kind {
        BOUNDED(false, QueueOptions.fifo().capacity(16)),
        UNBOUNDED(false, QueueOptions.fifo()),
        LIFO(true, QueueOptions.lifo().capacity(16)),
        PRIORITY(true, QueueOptions.priority(Comparator.<String>naturalOrder()));

        private final boolean lastIsFirst;
        private final QueueOptions<? super String> options;

        Kind(boolean lastIsFirst, QueueOptions<? super String> options) {
            this.lastIsFirst = lastIsFirst;
            this.options = options;
        }

        Queue<String> holding(String... items) {
            List<String> puts = new ArrayList<>(Arrays.asList(items));
            if (lastIsFirst) {
                Collections.reverse(puts);
            }
            Queue<String> view = WorkQueue.<String>open(options).asBlockingQueue();
            view.addAll(puts);
            return view;
        }

        private Feature<?>[] order() {
            return this == PRIORITY ? new Feature<?>[0] : new Feature<?>[]{CollectionFeature.KNOWN_ORDER};
        }

        Stream<DynamicTest> tests(Predicate<TestCase> wanted, Feature<?>... more) {
            return flat("", QueueTestSuiteBuilder.using(new TestStringQueueGenerator() {
                @Override
                protected Queue<String> create(String[] items) {
                    return holding(items);
                }
            }).named(name())
                    .withFeatures(CollectionSize.ANY, CollectionFeature.SUPPORTS_ADD,
                            CollectionFeature.ALLOWS_NULL_QUERIES)
                    .withFeatures(order()).withFeatures(more).createTestSuite(), wanted);
        }
    }

    @TestFactory
    Stream<DynamicTest> itIsAQueueThatIsTakenFromAtItsHead() {
        return each(test -> !OF_THE_INTERIOR.contains(test.getClass()), CollectionFeature.SUPPORTS_REMOVE);
    }

    @TestFactory
    Stream<DynamicTest> itRefusesToRemoveFromTheInterior() {
        return each(test -> OF_THE_INTERIOR.contains(test.getClass()));
    }

    private static Stream<DynamicTest> each(Predicate<TestCase> wanted, Feature<?>... more) {
        List<DynamicTest> tests = Stream.of(Kind.values()).flatMap(kind -> kind.tests(wanted, more)).toList();
        assertTrue(tests.size() > 40, () -> "only " + tests);
        return tests.stream();
    }

    /** Guava's tests are of JUnit's third kind: suites of suites, whose leaves are run one by one here. */
    private static Stream<DynamicTest> flat(String path, junit.framework.Test test, Predicate<TestCase> wanted) {
        if (test instanceof TestSuite suite) {
            return Collections.list(suite.tests()).stream()
                    .flatMap(one -> flat(path + suite.getName() + ": ", one, wanted));
        }
        TestCase one = (TestCase) test;
        return wanted.test(one) ? Stream.of(DynamicTest.dynamicTest(path + one.getName(), one::runBare)) : Stream.of();
    }
}
