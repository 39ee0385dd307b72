package dev.heddle.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Document;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * The pages of the site, but for those of javadoc. They are made of the README, of each page of the documentation, and of
 * whatever these link to in the repository: Markdown becomes what it says, another file its text, a folder the list of
 * its files; a picture is copied. So a link from file to file becomes one from page to page, on a disk as on a server.
 *
 * <p>The names of sources here are relative to the repository, the addresses of pages to the site.
 */
final class Pages {
    private static final Path README = Path.of("README.md");
    private static final Path DOCS = Path.of("framework", "docs");
    private static final Path DECISIONS = DOCS.resolve("adr");
    private static final Path BENCHMARKS = Path.of("jmh", "target", "bench", "bench.html");
    private static final String STYLE = "heddle.css";

    private static final String MARKDOWN = ".md";
    private static final Pattern PICTURE = Pattern.compile(".*\\.(svg|png)");

    /** A link to a file, with or without a place in it. One to another site has a colon. */
    private static final Pattern FILE = Pattern.compile("([^#:?]+)(#.*)?");

    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder().extensions(EXTENSIONS).build();

    private final Path root;
    private final Path site;
    private final Set<Path> wanted = new HashSet<>();
    private final Deque<Path> waiting = new ArrayDeque<>();

    Pages(Path root, Path site) {
        this.root = root.toAbsolutePath().normalize();
        this.site = site;
    }

    /** Writes them, over those that are there, and returns how many. */
    int write() throws IOException {
        Files.createDirectories(site);
        try (InputStream style = Pages.class.getResourceAsStream("/site/" + STYLE)) {
            Files.write(site.resolve(STYLE), style.readAllBytes());
        }
        Frame frame = new Frame(Path.of(STYLE), menu());
        for (Path source; (source = waiting.poll()) != null;) {
            Path address = address(source);
            Path target = site.resolve(address);
            Files.createDirectories(target.getParent());
            if (isPicture(source)) {
                Files.write(target, Files.readAllBytes(root.resolve(source)));
            } else {
                Node document = document(source);
                document.accept(new Links(source));
                Files.writeString(target, frame.around(RENDERER.render(document), title(source, document), address));
            }
        }
        return wanted.size();
    }

    /** Where a reader may begin, in this order; the pages of the repository among it are wanted. */
    private List<Frame.Entry> menu() throws IOException {
        List<Frame.Entry> menu = new ArrayList<>();
        List<Path> documents = new ArrayList<>(List.of(README));
        try (Stream<Path> files = Files.list(root.resolve(DOCS))) {
            files.filter(file -> file.toString().endsWith(MARKDOWN)).map(root::relativize).sorted()
                    .forEach(documents::add);
        }
        for (Path document : documents) {
            menu.add(new Frame.Entry(title(document, document(document)), wanted(document)));
        }
        if (Files.isDirectory(root.resolve(DECISIONS))) {
            menu.add(new Frame.Entry(title(DECISIONS, document(DECISIONS)), wanted(DECISIONS)));
        }
        Path javadoc = Path.of("javadoc", "index.html");
        if (Files.exists(site.resolve(javadoc))) {
            menu.add(new Frame.Entry("API", javadoc));
        }
        if (Files.exists(root.resolve(BENCHMARKS))) {
            Files.write(site.resolve(BENCHMARKS.getFileName()), Files.readAllBytes(root.resolve(BENCHMARKS)));
            menu.add(new Frame.Entry("Benchmarks", BENCHMARKS.getFileName()));
        }
        return menu;
    }

    /** Sees to it that a source is in the site, and returns where. */
    private Path wanted(Path source) {
        if (wanted.add(source)) {
            waiting.add(source);
        }
        return address(source);
    }

    private Path address(Path source) {
        if (source.equals(README)) {
            return Path.of("index.html");
        }
        boolean isDocumentation = source.startsWith(DOCS) && !source.equals(DOCS);
        Path place = isDocumentation ? DOCS.relativize(source) : Path.of("source").resolve(source);
        if (isFolder(source)) {
            return place.resolve("index.html");
        }
        String name = place.getFileName().toString();
        return isPicture(source) ? place : place.resolveSibling(withoutMarkdown(name) + ".html");
    }

    private static String withoutMarkdown(String name) {
        return name.endsWith(MARKDOWN) ? name.substring(0, name.length() - MARKDOWN.length()) : name;
    }

    private boolean isFolder(Path source) {
        return Files.isDirectory(root.resolve(source));
    }

    private static boolean isPicture(Path source) {
        return PICTURE.matcher(source.toString()).matches();
    }

    private Node document(Path source) throws IOException {
        if (isFolder(source)) {
            return titled(source.equals(DECISIONS) ? "Decisions" : source.toString(), list(source));
        }
        String text = Files.readString(root.resolve(source));
        if (source.toString().endsWith(MARKDOWN)) {
            return PARSER.parse(text);
        }
        IndentedCodeBlock code = new IndentedCodeBlock();
        code.setLiteral(text);
        return titled(source.toString(), code);
    }

    /** The files in a folder and below it, but for what is hidden or built. */
    private BulletList list(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root.resolve(folder))) {
            files = all.filter(Files::isRegularFile).map(root::relativize).filter(Pages::isSource).sorted().toList();
        }
        BulletList list = new BulletList();
        list.setTight(true);
        for (Path file : files) {
            Path name = folder.relativize(file);
            Link link = new Link(name.toString(), null);
            boolean isMarkdown = file.toString().endsWith(MARKDOWN);
            link.appendChild(new Text(isMarkdown ? title(file, document(file)) : name.toString()));
            Paragraph line = new Paragraph();
            line.appendChild(link);
            ListItem item = new ListItem();
            item.appendChild(line);
            list.appendChild(item);
        }
        return list;
    }

    private static boolean isSource(Path file) {
        return StreamSupport.stream(file.spliterator(), false).map(Path::toString)
                .noneMatch(name -> name.startsWith(".") || name.equals("target"));
    }

    private static Document titled(String title, Block content) {
        Heading heading = new Heading();
        heading.setLevel(1);
        heading.appendChild(new Text(title));
        Document document = new Document();
        document.appendChild(heading);
        document.appendChild(content);
        return document;
    }

    /** The text of its first heading, or the name of the file if it has none. */
    private static String title(Path source, Node document) {
        Node first = document.getFirstChild();
        while (first != null && !(first instanceof Heading)) {
            first = first.getNext();
        }
        if (first == null) {
            return source.getFileName().toString();
        }
        StringBuilder title = new StringBuilder();
        first.accept(new AbstractVisitor() {
            @Override
            public void visit(Text text) {
                title.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
                title.append(code.getLiteral());
            }
        });
        return title.toString();
    }

    /** Turns links to files that are there into links to their pages. {@link DeadLinks} finds those that lead nowhere. */
    private final class Links extends AbstractVisitor {
        private final Path source;

        Links(Path source) {
            this.source = source;
        }

        @Override
        public void visit(Link link) {
            link.setDestination(turned(link.getDestination()));
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            image.setDestination(turned(image.getDestination()));
            visitChildren(image);
        }

        private String turned(String destination) {
            Matcher file = FILE.matcher(destination);
            if (!file.matches()) {
                return destination;
            }
            String name = file.group(1);
            Path target = (isFolder(source) ? source.resolve(name) : source.resolveSibling(name)).normalize();
            if (target.isAbsolute() || target.startsWith("..") || !Files.exists(root.resolve(target))) {
                return destination;
            }
            String place = file.group(2) == null ? "" : file.group(2);
            return Frame.relative(address(source), wanted(target)) + place;
        }
    }
}
