package dev.heddle.fault;

import dev.heddle.queue.WorkQueue;
import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every public method and constructor of the exported packages, by reflection: a new one cannot be forgotten. */
final class Api {
    private static final List<Class<?>> ONE_OF_EACH_PACKAGE = List.of(TaskGroup.class, WorkQueue.class);

    private Api() {}

    /** All of them, in no order; without what records have by themselves, and what Object has. */
    static List<Executable> all() {
        return classes().flatMap(Api::executables).toList();
    }

    /** A short name, such as {@code TaskGroup.fork(String, Callable)}. */
    static String name(Executable of) {
        String owner = of.getDeclaringClass().getSimpleName();
        String method = of.getName().contains(".") ? "new" : of.getName();
        return owner + "." + method + Arrays.stream(of.getParameterTypes()).map(Class::getSimpleName)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    static Stream<Class<?>> classes() {
        return ONE_OF_EACH_PACKAGE.stream().flatMap(Api::publicClassesBeside);
    }

    private static Stream<Class<?>> publicClassesBeside(Class<?> one) {
        String packageName = one.getPackageName();
        try {
            Path root = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isRegularFile(root)) { // the JAR
                try (var jar = java.nio.file.FileSystems.newFileSystem(root)) {
                    return load(jar.getPath(packageName.replace('.', '/')), packageName).stream();
                }
            }
            return load(root.resolve(packageName.replace('.', '/')), packageName).stream();
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Class<?>> load(Path folder, String packageName) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".class"))
                    .filter(file -> !file.equals("package-info.class"))
                    .<Class<?>>map(file -> load(packageName + "." + file.substring(0, file.length() - 6)))
                    .filter(Api::isPublic).toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Api.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isPublic(Class<?> c) {
        return Modifier.isPublic(c.getModifiers())
                && (c.getEnclosingClass() == null || isPublic(c.getEnclosingClass()));
    }

    private static Stream<Executable> executables(Class<?> c) {
        if (c.isRecord() || c.isEnum()) {
            return Stream.of(); // what Heddle gives, and constants
        }
        return Stream.<Executable>concat(Stream.of(c.getConstructors()), Stream.of(c.getDeclaredMethods()))
                .filter(e -> Modifier.isPublic(e.getModifiers()) && !e.isSynthetic());
    }
}
