package dev.heddle.jmh.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An element of HTML or of SVG with all that is in it. It comes out well-formed as XML and as HTML, whatever the text: what
 * has a meaning in markup is escaped, and control characters are left out.
 *
 * <p>By hand, because the libraries for it do less: j2html passes control characters on and has no type for the elements of
 * SVG, and the JDK's own writer takes three statements with a checked exception each for an element.
 */
final class Markup {
    /** Its content is not text to HTML: nothing in there is escaped, and only what is our own goes there. */
    private static final String RAW = "style";
    /** Those that have no end tag in HTML. */
    private static final Set<String> VOID = Set.of("meta", "br", "link");

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Object> content = new ArrayList<>();

    private Markup(String name) {
        this.name = name;
    }

    /** An element with elements or text in it. */
    static Markup of(String name, Object... content) {
        return new Markup(name).add(content);
    }

    /** Numbers lose what is less than a hundredth. */
    Markup set(String attribute, Object value) {
        String text = value instanceof Double number ? String.format(Locale.ROOT, "%.2f", number) : value.toString();
        attributes.put(attribute, value instanceof Double ? text.replaceFirst("\\.?0+$", "") : text);
        return this;
    }

    /** The classes that style sheets know it by. */
    Markup style(String classes) {
        return set("class", classes);
    }

    Markup add(Object... more) {
        for (Object part : more) {
            if (part instanceof List<?> list) {
                content.addAll(list);
            } else {
                content.add(part);
            }
        }
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        write(text);
        return text.toString();
    }

    private void write(StringBuilder text) {
        text.append('<').append(name);
        attributes
                .forEach((key, value) -> text.append(' ').append(key).append("=\"").append(escaped(value)).append('"'));
        if (VOID.contains(name)) {
            text.append("/>");
            return;
        }
        text.append('>');
        for (Object part : content) {
            if (part instanceof Markup element) {
                element.write(text);
            } else {
                text.append(name.equals(RAW) ? part.toString() : escaped(part.toString()));
            }
        }
        text.append("</").append(name).append('>');
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().filter(Markup::isAllowed).forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(point);
            }
        });
        return escaped.toString();
    }

    private static boolean isAllowed(int point) {
        boolean control = Character.isISOControl(point) && point != '\n' && point != '\t';
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return !control && !surrogate && point != 0xFFFE && point != 0xFFFF;
    }
}
