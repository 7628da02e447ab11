package io.ffe.schema.seeded;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/** Runs a test with {@link Tries} as often as it says; with {@value #SEED} once, on that seed. */
final class SeededTries implements InvocationInterceptor, ParameterResolver {

    private static final String SEED = "ffe.test.seed";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Draw.class
                || type == Random.class
                || type == long.class
                || type == boolean.class
                || type.isEnum();
    }

    /** Jupiter asks once for each method; what the tries get is made for each of them. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return argument(parameter.getParameter(), 0, new Draw(0));
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        invocation.skip();
        Method method = called.getExecutable();
        Object test = called.getTarget().orElseThrow();
        method.setAccessible(true);
        Long one = Long.getLong(SEED);
        int tries = one == null ? method.getAnnotation(Tries.class).value() : 1;
        SplittableRandom seeds = new SplittableRandom();
        int aborted = 0;
        for (int number = 1; number <= tries; number++) {
            long seed = one == null ? seeds.nextLong() : one;
            try {
                method.invoke(test, arguments(method, seed));
            } catch (InvocationTargetException thrown) {
                Throwable cause = Objects.requireNonNull(thrown.getCause());
                if (!(cause instanceof TestAbortedException)) {
                    throw new AssertionError(report(method, seed, number, tries), cause);
                }
                aborted++;
            }
        }
        if (aborted == tries) {
            throw new AssertionError("an assumption ended every one of " + tries + " tries: nothing was tested");
        }
    }

    private static String report(Method method, long seed, int number, int tries) {
        return "try " + number + " of " + tries + " failed on seed " + seed
                + "; again: ./mvnw test -pl MODULE -am -Dtest="
                + method.getDeclaringClass().getSimpleName() + "#" + method.getName()
                + " -Dsurefire.failIfNoSpecifiedTests=false -D" + SEED + "=" + seed;
    }

    private static Object[] arguments(Method method, long seed) {
        Draw draw = new Draw(seed);
        return Arrays.stream(method.getParameters())
                .map(parameter -> argument(parameter, seed, draw))
                .toArray();
    }

    private static Object argument(Parameter parameter, long seed, Draw draw) {
        Class<?> type = parameter.getType();
        if (type == Draw.class) {
            return draw;
        }
        if (type == Random.class) {
            return new Random(seed);
        }
        if (type == long.class) {
            return seed;
        }
        return type == boolean.class ? draw.yes() : draw.of(type.getEnumConstants());
    }
}
