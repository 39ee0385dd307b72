package dev.heddle.storm;

import dev.heddle.task.GroupOptions;
import dev.heddle.task.Outcome;
import dev.heddle.task.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Calls that have a group of their own, with bodies that do as chance has it. */
final class Calls {
    private static final int A_MOMENT = 100_000;
    private static final Duration LONG = Duration.ofDays(1);

    private final Tree tree;
    private final SplittableRandom random;
    private final int depth;

    Calls(Tree tree, SplittableRandom random, int depth) {
        this.tree = tree;
        this.random = random;
        this.depth = depth;
    }

    private List<Callable<Integer>> calls(Crowd others, int count) {
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SplittableRandom chance = random.split();
            calls.add(others.body(others.next(), chance,
                    mine -> new Program(null, others, mine, chance, depth, false).run()));
        }
        return calls;
    }

    private interface Call {
        void run(Crowd others) throws Exception;
    }

    /** A call with a group of its own: when it is over, so are the bodies, and it tells of every failure. */
    private void call(String what, Call call) throws Exception {
        Crowd others = new Crowd(tree, tree.name(what));
        Throwable thrown = null;
        try {
            call.run(others);
        } catch (Throwable e) {
            thrown = e;
            throw e;
        } finally {
            others.close();
            if (!what.equals("race") && !what.equals("outcomes")) {
                others.checkTold(thrown == null ? List.of() : List.of(thrown));
            }
        }
    }

    void gather() throws Exception {
        int size = random.nextInt(4);
        call("gather", others -> {
            List<Integer> results = TaskGroup.gather(calls(others, size));
            others.check(results.equals(IntStream.rangeClosed(1, size).boxed().toList()), () -> "gathered " + results);
        });
    }

    void outcomes() throws Exception {
        int size = random.nextInt(4);
        call("outcomes", others -> {
            List<Outcome<Integer>> outcomes = TaskGroup.outcomes(calls(others, size));
            Run[] runs = others.runs.toArray(Run[]::new);
            for (int i = 0; i < size; i++) {
                int place = i;
                boolean right = switch (outcomes.get(i)) {
                    case Outcome.Success<Integer>(Integer value) -> value == runs[place].value;
                    case Outcome.Failure<Integer>(Throwable cause) -> cause == runs[place].thrown;
                    case Outcome.Cancelled<Integer> cancelled -> true;
                };
                others.check(right, () -> "outcome " + outcomes.get(place) + " of " + runs[place]);
            }
        });
    }

    void map() throws Exception {
        int size = random.nextInt(6);
        call("map", others -> {
            List<Integer> results = TaskGroup.map(calls(others, size), 1 + random.nextInt(3), Callable::call);
            others.check(results.equals(IntStream.rangeClosed(1, size).boxed().toList()), () -> "mapped " + results);
        });
    }

    void race() throws Exception {
        int size = 1 + random.nextInt(3);
        int winners = 1 + random.nextInt(size);
        call("race", others -> {
            List<Integer> results = TaskGroup.race(calls(others, size), winners);
            others.check(results.size() == winners && Set.copyOf(results).size() == winners, () -> "won: " + results);
        });
    }

    void within() throws Exception {
        int kind = random.nextInt(3);
        Duration time = random.nextBoolean() ? LONG : Duration.ofNanos(random.nextInt(A_MOMENT) - 10);
        call("within", others -> {
            Run run = others.next();
            SplittableRandom chance = random.split();
            Callable<Integer> body =
                    others.body(run, chance, mine -> new Program(null, others, mine, chance, depth, false).run());
            try {
                int value = switch (kind) {
                    case 0 -> TaskGroup.call(GroupOptions.of("call"), group -> body.call());
                    case 1 -> TaskGroup.within(time, group -> body.call());
                    default -> TaskGroup.tryWithin(time, group -> body.call()).orElse(run.value);
                };
                others.check(value == run.value, () -> "not its value: " + value + " of " + run);
            } catch (TimeoutException e) {
                others.check(time != LONG, () -> "a day has passed: " + e);
                throw e;
            }
        });
    }
}
