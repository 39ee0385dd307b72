package dev.heddle.samples.chat;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/** A few scripted guests: Ann, who tells what she sees, Bob, who quits, Cleo, who crashes, and Sloth, who never reads. */
final class Demo {
    /** How many there are. */
    static final int GUESTS = 4;

    private static final String CHATTER = "bla ".repeat(200).strip();

    private final PrintStream out;
    private IOException failure;

    Demo(PrintStream out) {
        this.out = out;
    }

    /** Plays it, and closes the door; also if it ends early, because of Ctrl-C or because a guest was thrown out. */
    void play(int port, Runnable closeDoor) {
        try (Guest ann = Guest.joined(port, "Ann"); Guest sloth = Guest.joined(port, "Sloth");
                Guest cleo = Guest.joined(port, "Cleo"); Guest bob = Guest.joined(port, "Bob")) {
            sloth.say("I never read.");
            ann.expect("Sloth: I never read.");
            ann.say("Hello, all!");
            bob.expect("Ann: Hello, all!");
            cleo.expect("Ann: Hello, all!"); // a line on its way would meet the crash, and tell of it in another way
            cleo.crash();
            bob.expect("* Cleo has left: the connection is lost");
            while (!ann.seen().contains("* Sloth has left: too slow")) {
                bob.say(CHATTER);
                bob.expect("Bob: " + CHATTER);
                ann.expect("Bob: " + CHATTER);
            }
            bob.say("/quit");
            bob.expectEnd();
            ann.expect("* Bob has left");
            closeDoor.run();
            ann.expectEnd();
            tell(ann);
        } catch (IOException e) {
            failure = e;
        } finally {
            closeDoor.run();
        }
    }

    /** Why it has ended early; empty if it came to its end. To be asked when it has been played. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    private void tell(Guest ann) {
        int chatter = 0;
        for (String line : ann.seen()) {
            if (line.endsWith(CHATTER)) {
                chatter++;
            } else {
                out.println("Ann sees: " + line);
            }
        }
        out.println("Ann sees: bla bla, " + chatter + " times");
    }
}
