package dev.heddle.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.internal.buffer.Handoff.Offer;
import org.junit.jupiter.api.Test;

/** H1: what was handed over at once has a taker who cannot leave without it. */
class HandoffTest {
    private final Handoff<String> handoff = new Handoff<>();

    @Test
    void h1_aTakerOnWhomAPutHasCountedLeavesWithTheItem() {
        handoff.expect();
        assertTrue(handoff.offer("a"));
        assertFalse(handoff.offer("b"), "one is expected, and no more");
        assertEquals("a", handoff.leave());
        assertFalse(handoff.offer("b"), "and it has left");
    }

    @Test
    void h1_aTakerOnWhomNobodyHasCountedLeavesWithoutOne() {
        handoff.expect();
        handoff.expect();
        assertTrue(handoff.offer("a"));
        assertNull(handoff.leave(), "the other is still expected");
        assertEquals("a", handoff.leave());
    }

    @Test
    void h1_whoTakesAnotherItemFirstDoesNotLeaveThePutsAlone() {
        Offer<String> waits = handoff.present("waits");
        handoff.expect(); // it has looked before that was presented
        assertFalse(handoff.offer("a"), "there is one for the taker already");
        assertEquals("waits", handoff.pollExpected());
        assertTrue(waits.isSettled());
        assertFalse(handoff.offer("a"));
    }

    /** What is given back comes first, but not to a taker whom a put has counted on while no other can have its item. */
    @Test
    void h1_whatIsGivenBackDoesNotTakeATakerAwayFromAPut() {
        handoff.expect();
        assertTrue(handoff.offer("a"));
        handoff.giveBack("back");
        assertEquals("a", handoff.pollExpected());
        assertEquals("back", handoff.poll());
    }

    @Test
    void h1_anotherTakerMayTakeWhatWasHandedOver() {
        handoff.expect();
        assertTrue(handoff.offer("a"));
        assertEquals("a", handoff.poll(), "who does not wait may be faster");
        assertTrue(handoff.offer("b"), "the one who waits is still expected");
        assertEquals("b", handoff.leave());
    }

    @Test
    void h2_anItemIsCountedWhenItsPutMayReturn() {
        Offer<String> waits = handoff.present("a");
        assertEquals(0, handoff.added());
        assertEquals(1, handoff.presented());
        assertEquals("a", handoff.poll());
        assertEquals(1, handoff.added());
        handoff.expect();
        assertTrue(handoff.present("b").isSettled(), "a taker has come in between");
        assertEquals(2, handoff.added());
        assertFalse(handoff.withdraw(waits), "too late");
    }

    @Test
    void h3_closingRefusesWhatWaitsAndKeepsWhatWasHandedOver() {
        handoff.expect();
        assertTrue(handoff.offer("a"));
        Offer<String> waits = handoff.present("b");
        handoff.close();
        assertFalse(waits.isOpen() || waits.isSettled());
        assertTrue(handoff.withdraw(waits), "it is not in");
        assertFalse(handoff.present("c").isOpen());
        assertFalse(handoff.isExhausted());
        assertEquals("a", handoff.leave());
        assertTrue(handoff.isExhausted());
    }

    @Test
    void whatIsWithdrawnIsGone() {
        Offer<String> first = handoff.present("a");
        handoff.present("b");
        assertTrue(handoff.withdraw(first));
        assertEquals("b", handoff.poll());
        assertNull(handoff.poll());
        assertEquals(0, handoff.presented());
    }
}
