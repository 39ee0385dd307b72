package dev.heddle.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import dev.heddle.testing.ChildJvm;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Heddle in a class loader of its own, as an application server or a plugin has it: when that is dropped, it is
 * collected. In a JVM of its own, because what keeps loaders is what the JDK makes at the first use: timers, caches,
 * threads.
 */
@Tag("once")
class LoaderLeakTest {
    private static final int ROUNDS = 3;

    /** What happens in the other JVM. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            startTimerOfTheJdk();
            List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                loaders.add(use(args[0].equals("context")));
            }
            Collectable.collectUntil("the class loaders are gone",
                    () -> loaders.stream().allMatch(loader -> loader.get() == null), () -> holders(loaders));
            System.out.println("collected");
            System.exit(0);
        }

        /**
         * The JDK has one thread for all timers (CompletableFutureDelayScheduler, or the common pool's delayScheduler), which it
         * starts when the first is set, and never ends. It keeps that caller's context class loader, and up to JDK 23 the loaders
         * of those on his stack: whoever he is, and one loader only. So it is not Heddle's, and is started from outside here, as
         * containers do that care (Tomcat's JreMemoryLeakPreventionListener, say).
         */
        private static void startTimerOfTheJdk() {
            new CompletableFuture<Void>().orTimeout(1, TimeUnit.DAYS).complete(null);
        }

        /** The loaders that are left, and the platform threads that have them as their context. */
        private static List<String> holders(List<WeakReference<ClassLoader>> loaders) {
            List<String> holders = new ArrayList<>();
            for (int i = 0; i < loaders.size(); i++) {
                ClassLoader loader = loaders.get(i).get();
                if (loader != null) {
                    holders.add("loader " + i + ", the context of " + Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getContextClassLoader() == loader).map(Thread::getName).toList());
                }
            }
            return holders;
        }

        private static WeakReference<ClassLoader> use(boolean asContext) throws Exception {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            try (URLClassLoader loader =
                    new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
                if (asContext) {
                    Thread.currentThread().setContextClassLoader(loader);
                }
                Class<?> copy = loader.loadClass(UseEverything.class.getName());
                assertNotSame(UseEverything.class, copy);
                copy.getMethod("now").invoke(null);
                return new WeakReference<>(loader);
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "context"})
    void aLoaderThatIsDroppedIsCollectedWithHeddleInIt(String how) throws Exception {
        ChildJvm.Ended ended = ChildJvm.run(List.of("-Dheddle.test.hangSeconds=10"), Child.class, how);
        assertEquals(new ChildJvm.Ended(0, List.of("collected")), ended);
    }
}
