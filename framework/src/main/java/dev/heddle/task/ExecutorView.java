package dev.heddle.task;

import dev.heddle.internal.Seam;
import dev.heddle.internal.park.Interruption;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A group as an executor. A library that hands over a command waits for what it does, in a way that Heddle cannot end: so a
 * command is run or refused, and not dropped as a task is that has not begun when it is cancelled.
 */
final class ExecutorView implements Executor {
    private static final boolean DROPPED_COMMAND = Seam.mutant("dropped-command");

    private final OwnedGroup group;

    ExecutorView(OwnedGroup group) {
        this.group = group;
    }

    @Override
    public void execute(Runnable command) {
        Command body = new Command(Objects.requireNonNull(command, "command"));
        Thread caller = Thread.currentThread();
        Task<Void> task;
        try {
            task = group.forkCommand(body);
        } catch (IllegalStateException e) {
            throw new RejectedExecutionException(e.getMessage(), e);
        }
        task.onEnd(() -> {
            if (!body.begun) {
                if (Thread.currentThread() == caller) {
                    throw refusal(task);
                }
                if (task.isCancelled() && !DROPPED_COMMAND) { // otherwise there was no thread for it, which is the group's failure
                    body.runLate();
                }
            }
        });
    }

    private RejectedExecutionException refusal(Task<?> task) {
        return new RejectedExecutionException("group '" + group.name() + "' runs no more commands: " + task,
                task.isCancelled() ? group.cancellation().orElse(null) : task.exceptionNow());
    }

    private static final class Command implements Action {
        private final Runnable command;

        /** Written by the task's thread; its end publishes it. */
        private boolean begun;

        Command(Runnable command) {
            this.command = command;
        }

        @Override
        public void run() {
            begun = true;
            command.run();
        }

        /** The group was cancelled after the command was taken and before it began: it runs as if that had come right after. */
        void runLate() {
            Thread.currentThread().interrupt();
            try {
                command.run();
            } catch (Throwable e) {
                if (!Interruption.isShapeOf(e)) {
                    throw e;
                }
            } finally {
                Thread.interrupted();
            }
        }
    }

    @Override
    public String toString() {
        return "Executor[" + group + "]";
    }
}
