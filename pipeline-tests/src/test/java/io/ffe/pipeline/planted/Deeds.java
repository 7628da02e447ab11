package io.ffe.pipeline.planted;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What planted code does. Public for the same reason as {@link Armed}; by reflection, because the services' classes are not on
 * this loader.
 */
public final class Deeds {

    /** Longer than the second in which offsets are committed, so that the record counts as done when its work begins. */
    private static final Duration LATER = Duration.ofMillis(2_500);

    private static final String DEFERRED = "planted-later";
    private static final ScheduledExecutorService DEFERRED_WORK = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, DEFERRED);
        thread.setDaemon(true);
        return thread;
    });

    private Deeds() {}

    /** Calls the method again later. False on the thread that does so: then it is to do its work. */
    public static boolean later(Object self, Method method, @Nullable Object[] arguments) {
        if (Thread.currentThread().getName().equals(DEFERRED)) {
            return false;
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        Future<?> nobodyWaits = DEFERRED_WORK.schedule(
                () -> {
                    Thread.currentThread().setContextClassLoader(context);
                    invoke(method, self, arguments);
                },
                LATER.toMillis(),
                TimeUnit.MILLISECONDS);
        return !nobodyWaits.isCancelled();
    }

    /** The answer, or, when there was none, the one to a further order of the next generation. */
    public static Object placedUnderAnotherId(Object venue, Method place, @Nullable Object[] arguments, Object answer) {
        if (!answer.getClass().getSimpleName().equals("Nothing")) {
            return answer;
        }
        return invoke(place, venue, renamed(arguments[0]), renamed(arguments[1]));
    }

    /** The order, or the protection that travels with it, under an id that the venue has not seen. */
    private static @Nullable Object renamed(@Nullable Object order) {
        return order == null ? null : changed(order, "clientOrderId", call(order, "clientOrderId") + "x");
    }

    /** Sends what was appended to the outbox: topic, event, aggregate, hop latency. */
    public static void publish(Object outbox, @Nullable Object[] appended) {
        Object topic = Objects.requireNonNull(appended[0]);
        Object event = Objects.requireNonNull(appended[1]);
        ClassLoader services = outbox.getClass().getClassLoader();
        Object headers = call(
                type(services, "io.ffe.messaging.outbox.Relay"),
                "headers",
                call(outbox, "headers", event, appended[3]));
        Object record = call(
                type(services, "io.ffe.messaging.kafka.Records"),
                "record",
                call(topic, "topicName"),
                call(event, "key"),
                call(outbox.getClass(), "payload", topic, event),
                headers);
        Object clients = call(
                call(
                        call(type(services, "io.quarkus.arc.Arc"), "container"),
                        "instance",
                        type(services, "io.ffe.messaging.kafka.KafkaClients"),
                        new java.lang.annotation.Annotation[0]),
                "get");
        try {
            ((Future<?>) call(call(clients, "producer"), "send", record)).get(10, TimeUnit.SECONDS);
        } catch (Exception refused) {
            throw new IllegalStateException("planted publication failed", refused);
        }
    }

    /** Takes an entry's reservation out of a draft of the book when its order is accepted. */
    public static void releaseWhenAccepted(Object draft, Object execution) {
        Object order = callOrNull(execution, "order");
        if (order == null
                || !call(order, "state").toString().equals("ACCEPTED")
                || !call(order, "purpose").toString().equals("ENTRY")) {
            return;
        }
        try {
            Field reservations = draft.getClass().getDeclaredField("reservations");
            reservations.setAccessible(true);
            ((Map<?, ?>) reservations.get(draft)).remove(callOrNull(order, "verdictId"));
        } catch (ReflectiveOperationException moved) {
            throw new IllegalStateException("the book is not as the planted bug knows it", moved);
        }
    }

    /** A record with one component changed. */
    private static Object changed(Object record, String component, Object value) {
        try {
            RecordComponent[] components = record.getClass().getRecordComponents();
            Constructor<?> constructor = record.getClass()
                    .getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            @Nullable
            Object[] values = Arrays.stream(components)
                    .map(each -> each.getName().equals(component) ? value : callOrNull(record, each.getName()))
                    .toArray();
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException moved) {
            throw new IllegalStateException(record + " cannot be copied", moved);
        }
    }

    private static Class<?> type(ClassLoader loader, String name) {
        try {
            return Class.forName(name, true, loader);
        } catch (ClassNotFoundException moved) {
            throw new IllegalStateException(name + " is not there", moved);
        }
    }

    private static Object call(Object target, String name, @Nullable Object... arguments) {
        return Objects.requireNonNull(callOrNull(target, name, arguments), name);
    }

    /** Calls the method of that name that takes these arguments, whoever may; of a class, the static one. */
    private static @Nullable Object callOrNull(Object target, String name, @Nullable Object... arguments) {
        boolean isStatic = target instanceof Class<?>;
        for (Class<?> type = isStatic ? (Class<?>) target : target.getClass();
                type != null;
                type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(name) && takes(method, arguments) && !method.isBridge()) {
                    return invoke(method, isStatic ? null : target, arguments);
                }
            }
        }
        throw new IllegalStateException(target + " has no " + name);
    }

    private static boolean takes(Method method, @Nullable Object[] arguments) {
        Class<?>[] types = method.getParameterTypes();
        return types.length == arguments.length
                && IntStream.range(0, types.length)
                        .allMatch(index -> arguments[index] == null || types[index].isInstance(arguments[index]));
    }

    private static @Nullable Object invoke(Method method, @Nullable Object target, @Nullable Object... arguments) {
        try {
            method.setAccessible(true);
            return method.invoke(target, arguments);
        } catch (ReflectiveOperationException failed) {
            throw new IllegalStateException(method + " failed", failed);
        }
    }
}
