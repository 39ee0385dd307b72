package dev.heddle.samples.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.samples.Played;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChannelsTest {

    @Test
    void goChannel() throws Exception {
        List<String> expected = new ArrayList<>(Played.numbered("received ", 0, 4));
        expected.add("the channel is closed");
        assertEquals(expected, Played.lines(GoChannel::run));
    }

    @Test
    void goChannelOfTwo() throws Exception {
        List<String> lines = Played.lines(GoChannelOfTwo::run);
        List<String> received = Played.after("received ", lines);
        assertEquals(Played.numbered("", 0, 4), received.stream().filter(n -> n.length() == 1).toList());
        assertEquals(Played.numbered("", 10, 14), received.stream().filter(n -> n.length() == 2).toList());
        assertEquals("10 numbers, their sum is 70", lines.getLast());
    }

    @Test
    void selectSaysWhatComesFromEitherUntilBothAreClosed() throws Exception {
        List<String> lines = Played.lines(GoSelect::run);
        assertEquals(Played.numbered("", 0, 4), Played.after("number ", lines));
        assertEquals(List.of("a", "b", "c"), Played.after("letter ", lines));
        assertEquals("both channels are closed", lines.getLast());
    }
}
