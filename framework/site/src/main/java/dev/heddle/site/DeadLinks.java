package dev.heddle.site;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/**
 * Finds what leads nowhere in a finished site: a link to a file that is not there, to one outside of the site, or to a
 * place that its page has not. It reads the pages as a browser does, so it does not matter who wrote them. Links to other
 * sites are not followed.
 */
final class DeadLinks {
    private final Path site;
    private final Map<Path, Page> pages = new TreeMap<>();

    private record Page(Set<String> places, Set<String> links) {}

    private DeadLinks(Path site) {
        this.site = site;
    }

    /** One line for each: the page, the link, and what is wrong with it. */
    static List<String> in(Path folder) throws IOException {
        DeadLinks search = new DeadLinks(folder.toAbsolutePath().normalize());
        try (Stream<Path> files = Files.walk(search.site)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".html")).toList()) {
                search.pages.put(file, read(file));
            }
        }
        List<String> dead = new ArrayList<>();
        search.pages.forEach((file, page) -> page.links().forEach(link -> search.fault(file, link)
                .ifPresent(fault -> dead.add("%s: %s (%s)".formatted(search.site.relativize(file), link, fault)))));
        return dead;
    }

    private static Page read(Path file) throws IOException {
        Document document = Jsoup.parse(file.toFile(), "UTF-8");
        Set<String> places = new HashSet<>(document.select("[id]").eachAttr("id"));
        places.addAll(document.select("a[name]").eachAttr("name"));
        Set<String> links = new LinkedHashSet<>(document.select("[href]").eachAttr("href"));
        links.addAll(document.select("[src]").eachAttr("src"));
        return new Page(places, links);
    }

    private Optional<String> fault(Path file, String link) {
        URI address;
        try {
            address = new URI(link);
        } catch (URISyntaxException e) {
            return Optional.of("that is no address: " + e.getReason());
        }
        if (address.isAbsolute() || address.getRawAuthority() != null) {
            return Optional.empty();
        }
        String path = address.getPath();
        Path target = path.isEmpty() ? file : file.resolveSibling(path).normalize();
        if (!target.startsWith(site)) {
            return Optional.of("that is outside of the site");
        }
        if (!Files.isRegularFile(target)) {
            return Optional.of("there is no such file");
        }
        String place = address.getFragment();
        boolean isThere = place == null || place.isEmpty() || !pages.containsKey(target)
                || pages.get(target).places().contains(place);
        return isThere ? Optional.empty() : Optional.of("that page has no such place");
    }
}
