package dev.heddle.leak;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Which objects of Heddle's can be reached from one of them, counted by class: through fields, arrays, collections and
 * atomic references, but not through other objects of the JDK.
 */
final class Reach {
    private static final String HEDDLE = "dev.heddle.";

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<Object> open = new ArrayDeque<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    private Reach() {}

    /** The counts, by class name; they are the same before and after if nothing leaks. */
    static Map<String, Integer> of(Object root) {
        Reach reach = new Reach();
        reach.see(root);
        while (!reach.open.isEmpty()) {
            reach.visit(reach.open.poll());
        }
        return reach.counts;
    }

    private void see(Object object) {
        if (object != null && seen.add(object)) {
            open.add(object);
        }
    }

    private void visit(Object object) {
        switch (object) {
            case Collection<?> many -> many.forEach(this::see);
            case Map<?, ?> map -> map.forEach((key, value) -> {
                see(key);
                see(value);
            });
            case Object[] array -> {
                for (Object element : array) {
                    see(element);
                }
            }
            case AtomicReference<?> reference -> see(reference.get());
            default -> visitFields(object);
        }
    }

    private void visitFields(Object object) {
        String name = object.getClass().getName();
        if (!name.startsWith(HEDDLE) || name.startsWith(HEDDLE + "leak.")) {
            return;
        }
        counts.merge(name.replaceFirst("\\$\\$Lambda.*", " lambda"), 1, Integer::sum);
        for (Class<?> c = object.getClass(); c.getName().startsWith(HEDDLE); c = c.getSuperclass()) {
            if (c.isHidden()) {
                continue; // a lambda: what it captures cannot be read
            }
            for (Field field : c.getDeclaredFields()) {
                if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
                    see(read(field, object));
                }
            }
        }
    }

    private static Object read(Field field, Object of) {
        try {
            field.setAccessible(true);
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
