package dev.heddle.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the module shows to others. */
class ApiIT {
    private static final Set<String> EXPORTED = Set.of("dev.heddle.task", "dev.heddle.queue");

    @Test
    void theModuleExportsTwoPackagesAndNeedsOnlyJavaBaseWhileTheRecorderIsOptional() {
        Set<ModuleReference> modules = ModuleFinder.of(Packaged.jar()).findAll();
        assertEquals(1, modules.size());
        ModuleDescriptor module = modules.iterator().next().descriptor();
        assertEquals("dev.heddle", module.name());
        assertFalse(module.isAutomatic());
        assertEquals(EXPORTED,
                module.exports().stream().map(ModuleDescriptor.Exports::toString).collect(Collectors.toSet()));
        assertEquals(Set.of("java.base"), required(module, false));
        assertEquals(Set.of("jdk.jfr"), required(module, true));
        assertFalse(module.isOpen());
        assertEquals(Set.of(), module.opens());
        assertEquals(Set.of(), module.uses());
        assertEquals(Set.of(), Set.copyOf(module.provides()));
    }

    private static Set<String> required(ModuleDescriptor module, boolean optional) {
        return module.requires().stream()
                .filter(one -> one.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC) == optional)
                .map(ModuleDescriptor.Requires::name).collect(Collectors.toSet());
    }

    /** The compiler warns of that as well, but a warning can be suppressed. */
    @Test
    void nothingInternalIsInASignatureThatOthersSee() throws Exception {
        List<String> leaks = new ArrayList<>();
        Set<Class<?>> mentioned = new HashSet<>();
        for (Class<?> shown : shown()) {
            for (Class<?> type : mentionedBy(shown)) {
                mentioned.add(type);
                if (type.getName().startsWith("dev.heddle.") && !isShown(type)) {
                    leaks.add(shown.getName() + " shows " + type.getName());
                }
            }
        }
        assertEquals(List.of(), leaks);
        assertTrue(mentioned.size() > 40, () -> "only " + mentioned);
    }

    private static List<Class<?>> shown() throws Exception {
        List<Class<?>> shown = new ArrayList<>();
        for (String file : Packaged.files(Packaged.jar())) {
            String name = file.replaceFirst("\\.class$", "").replace('/', '.');
            if (file.endsWith(".class") && EXPORTED.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))))
                    && !name.endsWith(".package-info")) {
                Class<?> type = Class.forName(name, false, ApiIT.class.getClassLoader());
                if (isShown(type)) {
                    shown.add(type);
                }
            }
        }
        assertTrue(shown.size() > 20, () -> "only " + shown);
        return shown;
    }

    private static boolean isShown(Class<?> type) {
        return EXPORTED.contains(type.getPackageName())
                && Stream.<Class<?>>iterate(type, c -> c != null, Class::getDeclaringClass)
                        .allMatch(c -> isShown(c.getModifiers()));
    }

    private static boolean isShown(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** The types in the head of a class, and in its members that others see, inherited ones included. */
    private static Set<Class<?>> mentionedBy(Class<?> shown) {
        Set<Type> types = new HashSet<>(Set.of(shown.getGenericInterfaces()));
        types.addAll(List.of(shown.getTypeParameters()));
        if (shown.getGenericSuperclass() != null) {
            types.add(shown.getGenericSuperclass());
        }
        for (Class<?> c = shown; c != null && c.getName().startsWith("dev.heddle."); c = c.getSuperclass()) {
            members(c).filter(member -> isShown(member.getModifiers()) && !member.isSynthetic())
                    .forEach(member -> types.addAll(typesOf(member)));
        }
        Set<Class<?>> found = new HashSet<>();
        types.forEach(type -> collect(type, found, new HashSet<>()));
        return found;
    }

    private static Stream<Member> members(Class<?> type) {
        return Stream.of(type.getDeclaredFields(), type.getDeclaredMethods(), type.getDeclaredConstructors())
                .flatMap(Stream::of);
    }

    private static Set<Type> typesOf(Member member) {
        Set<Type> types = new HashSet<>();
        if (member instanceof Field field) {
            types.add(field.getGenericType());
        }
        if (member instanceof Method method) {
            types.add(method.getGenericReturnType());
        }
        if (member instanceof Method || member instanceof Constructor) {
            Executable executable = (Executable) member;
            types.addAll(List.of(executable.getGenericParameterTypes()));
            types.addAll(List.of(executable.getGenericExceptionTypes()));
            types.addAll(List.of(executable.getTypeParameters()));
        }
        return types;
    }

    private static void collect(Type type, Set<Class<?>> found, Set<Type> seen) {
        if (!seen.add(type)) {
            return; // <T extends Comparable<T>>
        }
        switch (type) {
            case Class<?> c when c.isArray() -> collect(c.getComponentType(), found, seen);
            case Class<?> c -> found.add(c);
            case GenericArrayType array -> collect(array.getGenericComponentType(), found, seen);
            case ParameterizedType generic -> {
                collect(generic.getRawType(), found, seen);
                Stream.of(generic.getActualTypeArguments()).forEach(t -> collect(t, found, seen));
            }
            case TypeVariable<?> variable -> Stream.of(variable.getBounds()).forEach(t -> collect(t, found, seen));
            case WildcardType wildcard -> Stream.of(wildcard.getUpperBounds(), wildcard.getLowerBounds())
                    .flatMap(Stream::of).forEach(t -> collect(t, found, seen));
            default -> throw new IllegalArgumentException(type.toString());
        }
    }
}
