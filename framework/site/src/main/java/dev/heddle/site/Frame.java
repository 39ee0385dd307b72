package dev.heddle.site;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jsoup.nodes.Entities;

/** What stands around the content of each page: the style and the menu. Neither scripts nor the network are asked for. */
final class Frame {
    private static final String BRAND = "Heddle";

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>%s</title>
            <link rel="stylesheet" href="%s">
            </head>
            <body>
            <header><a href="%s">%s</a><a class="down" href="#site-pages">All pages</a></header>
            <main>
            %s</main>
            <nav id="site-pages" aria-label="Pages">
            <ul>
            %s
            </ul>
            </nav>
            </body>
            </html>
            """;

    private final Path style;
    private final List<Entry> menu;

    /** A line of the menu, the first of which is the front page. */
    record Entry(String label, Path address) {}

    Frame(Path style, List<Entry> menu) {
        this.style = style;
        this.menu = menu;
    }

    String around(String content, String title, Path address) {
        String lines = menu.stream().map(entry -> line(entry, address)).collect(Collectors.joining("\n"));
        String full = title.equals(BRAND) ? BRAND : title + " · " + BRAND;
        return PAGE.formatted(Entities.escape(full), relative(address, style), relative(address, menu.get(0).address()),
                BRAND, content, lines);
    }

    private static String line(Entry entry, Path address) {
        String current = entry.address().equals(address) ? " aria-current=\"page\"" : "";
        return "<li><a href=\"%s\"%s>%s</a></li>".formatted(relative(address, entry.address()), current,
                Entities.escape(entry.label()));
    }

    /** How a page names another file of the site. */
    static String relative(Path page, Path other) {
        return page.getParent() == null ? other.toString() : page.getParent().relativize(other).toString();
    }
}
