package dev.heddle.internal.park;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.model.ModelChecked;
import dev.heddle.model.Schedules;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whoever waits for members to end sees the end of each, and misses none. */
@ModelChecked
class MembersModelTest {
    private static CancelScope member(CancelScope group, Members.Kind kind) {
        CancelScope member = new CancelScope(group, "member", null);
        assertTrue(group.add(member, kind) > 0);
        return member;
    }

    @Test
    void t12_aJoinReturnsWhenEveryMemberHasEnded() {
        Schedules.explore(() -> {
            CancelScope group = new CancelScope(null, "group", null);
            Members members = group.members();
            AtomicInteger ended = new AtomicInteger();
            Schedules threads = new Schedules();
            for (int i = 0; i < 2; i++) {
                CancelScope member = member(group, Members.Kind.AWAITED);
                threads.add(() -> {
                    ended.incrementAndGet();
                    members.remove(member, Members.Kind.AWAITED);
                });
            }
            threads.add(() -> {
                members.ended().awaitTrue(() -> members.tryJoin(false), Deadline.NEVER);
                assertEquals(2, ended.get(), "ended when the join returned");
                assertFalse(members.isJoinDue());
            });
            threads.run();
            assertEquals(0, members.ended().size());
        });
    }

    @Test
    void t12_theEndIsThatOfTheDaemonsToo() {
        Schedules.explore(() -> {
            CancelScope group = new CancelScope(null, "group", null);
            Members members = group.members();
            AtomicInteger ended = new AtomicInteger();
            Schedules threads = new Schedules();
            for (Members.Kind kind : new Members.Kind[]{Members.Kind.AWAITED, Members.Kind.DAEMON}) {
                CancelScope member = member(group, kind);
                threads.add(() -> {
                    ended.incrementAndGet();
                    members.remove(member, kind);
                });
            }
            threads.add(() -> {
                members.ended().awaitTrue(members::trySeal, Deadline.NEVER);
                assertEquals(2, ended.get(), "ended when nothing more was taken in");
                assertEquals(0, group.add(new CancelScope(group, "late", null), Members.Kind.AWAITED));
            });
            threads.run();
            assertEquals(0, members.ended().size());
        });
    }

    @Test
    void t10_aMemberIsTakenInOrTheGroupIsSealed() {
        Schedules.explore(() -> {
            CancelScope group = new CancelScope(null, "group", null);
            Members members = group.members();
            AtomicInteger takenIn = new AtomicInteger();
            AtomicInteger sealed = new AtomicInteger();
            Schedules threads = new Schedules();
            threads.add(() -> takenIn
                    .set(group.add(new CancelScope(group, "member", null), Members.Kind.AWAITED) > 0 ? 1 : 0));
            threads.add(() -> sealed.set(members.trySeal() ? 1 : 0));
            threads.run();
            assertEquals(1, takenIn.get() + sealed.get());
        });
    }

    /** A member forks another before it ends: the join waits for that as well. */
    @Test
    void t10_whatAMemberAddsBeforeItsEndIsWaitedForToo() {
        Schedules.explore(() -> {
            CancelScope group = new CancelScope(null, "group", null);
            Members members = group.members();
            AtomicInteger ended = new AtomicInteger();
            CancelScope first = member(group, Members.Kind.AWAITED);
            Schedules threads = new Schedules();
            threads.add(() -> {
                CancelScope second = member(group, Members.Kind.AWAITED);
                members.remove(first, Members.Kind.AWAITED);
                ended.incrementAndGet();
                members.remove(second, Members.Kind.AWAITED);
            });
            threads.add(() -> {
                members.ended().awaitTrue(() -> members.tryJoin(false), Deadline.NEVER);
                assertEquals(1, ended.get(), "the second had ended when the join returned");
            });
            threads.run();
        });
    }
}
