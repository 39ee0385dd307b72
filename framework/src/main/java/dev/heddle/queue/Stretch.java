package dev.heddle.queue;

import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.Cancellation;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.Members;

/**
 * A stretch of a worker's task that can be told to stop without the task: its thread is interrupted for the stretch, never
 * after it, and an interrupt that the stretch has not used is taken back. For the worker's thread, but for {@link #stop}.
 */
final class Stretch {
    private final CancelScope enclosing = CurrentScope.get();
    private final CancelScope scope;

    private Stretch(Deadline deadline) {
        this.scope = new CancelScope(enclosing, deadline, null);
    }

    /**
     * Begins one on the calling thread, which is a task's.
     *
     * @param deadline by which somebody will stop it: the time that remains is told by it
     */
    static Stretch begin(Deadline deadline) {
        Stretch stretch = new Stretch(deadline);
        stretch.enclosing.add(stretch.scope, Members.Kind.NESTED);
        stretch.scope.bind();
        CurrentScope.set(stretch.scope);
        return stretch;
    }

    /** Tells it to stop, unless it has ended. Any thread may. */
    void stop(Cancellation why) {
        scope.cancel(why);
    }

    /** Whether it was told to stop, and not the task with it. */
    boolean wasStoppedAlone() {
        return scope.isCancelled() && !enclosing.isCancelled();
    }

    /**
     * Ends it. What was left open within, the end of the task closes.
     *
     * @return what interrupting the thread threw; null if nothing
     */
    Throwable end() {
        Throwable thrown = scope.end();
        enclosing.members().remove(scope, Members.Kind.NESTED);
        if (CurrentScope.get() == scope) {
            CurrentScope.set(enclosing);
        }
        return thrown;
    }
}
