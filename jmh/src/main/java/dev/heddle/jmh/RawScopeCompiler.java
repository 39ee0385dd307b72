package dev.heddle.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles the peer that uses StructuredTaskScope, as its users compile their code: with {@code --enable-preview}, by the
 * JDK at hand and for it alone. So its calls are plain ones, not through handles as Heddle's. The source comes in two
 * shapes: the class of JDK 21 to 24, and the interface of 25 and later. The JVM needs {@code --enable-preview} as well.
 */
final class RawScopeCompiler {
    private RawScopeCompiler() {}

    static TaskPeer compile() {
        int jdk = Runtime.version().feature();
        try {
            Path folder = Files.createTempDirectory("heddle-jmh");
            Path source = folder.resolve("RawScope.java");
            Path compiled = folder.resolve("dev/heddle/jmh/RawScope.class");
            try {
                copy(jdk < 25 ? "raw-scope/21/RawScope.java" : "raw-scope/25/RawScope.java", source);
                compile(jdk, source, folder);
                return (TaskPeer) MethodHandles.lookup().defineClass(Files.readAllBytes(compiled))
                        .getDeclaredConstructor().newInstance();
            } finally {
                delete(List.of(source, compiled, folder.resolve("dev/heddle/jmh"), folder.resolve("dev/heddle"),
                        folder.resolve("dev"), folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("RawScope was compiled but cannot be used", e);
        }
    }

    private static void copy(String resource, Path target) throws IOException {
        try (InputStream source = RawScopeCompiler.class.getClassLoader().getResourceAsStream(resource)) {
            Files.copy(source, target);
        }
    }

    private static void compile(int jdk, Path source, Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("the StructuredTaskScope peer needs a JDK, and this is a runtime only");
        }
        StringWriter problems = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("--enable-preview", "--release", String.valueOf(jdk), "-proc:none", "-d",
                    folder.toString(), "-classpath", System.getProperty("java.class.path"));
            if (!compiler.getTask(problems, files, null, options, null, files.getJavaFileObjects(source)).call()) {
                throw new IllegalStateException("JDK " + jdk + " does not compile RawScope: " + problems);
            }
        }
    }

    private static void delete(List<Path> paths) throws IOException {
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
