package io.ffe.schema.walls;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Calendar;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * One method per wall. Annotations and types of frameworks are recognised by their simple names, so that neither this
 * module nor its users need a framework for it.
 */
public final class Walls {

    /** Readable from every edge and from the root; see {@link #edgesAreStrangers}. */
    private static final String CONFIG = "config";

    private static final String DOMAIN = "domain";

    private static final String CONSTRUCTOR = "<init>";

    private static final Set<String> INJECTION =
            Set.of("Inject", "ConfigProperty", "Channel", "RestClient", "PersistenceContext", "Autowired");
    private static final Set<String> PUBLISHERS =
            Set.of("KafkaProducer", "Producer", "Emitter", "MutinyEmitter", "KafkaClientService", "Outgoing");
    private static final Set<String> MAY_PUBLISH = Set.of("io.ffe.messaging", "io.ffe.marketdata.kafka");
    private static final Set<String> HTTP_METHODS =
            Set.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "Route");
    private static final Set<String> ACCESS_RULES =
            Set.of("RolesAllowed", "PermitAll", "DenyAll", "Authenticated", "PermissionsAllowed");
    private static final Set<String> MONEY =
            Set.of("price", "prices", "quantity", "quantities", "cash", "notional", "fee", "fees");
    private static final Set<String> SAYS_NOTHING =
            Set.of("Manager", "Helper", "Util", "Utils", "Impl", "Processor", "Base");

    private Walls() {}

    /** The backtester runs the same classes without Kafka, a database or a container; so they may not know of any. */
    public static ArchRule domainIsPure(String base) {
        return rule("the domain depends on java.*, io.ffe.schema and JSpecify only", (type, report) -> {
            if (!DOMAIN.equals(part(base, type.getPackageName()).orElse(""))) {
                return;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                boolean pure = target.isPrimitive()
                        || isIn("java", target)
                        || isIn("io.ffe.schema", target)
                        || isIn("org.jspecify", target)
                        || isIn(base + "." + DOMAIN, target);
                if (!pure) {
                    report.found(type, dependency.getDescription());
                }
            }
        });
    }

    /**
     * Every package directly under the root, but {@code domain}, is an edge and talks to one outside thing. They meet in
     * use cases at the root or in the domain. Configuration is the exception: every edge may read {@code config}, which
     * itself may know the domain's types and nothing else of the service.
     */
    public static ArchRule edgesAreStrangers(String base) {
        return rule("edges do not know one another; they meet in the root package or in the domain", (type, report) -> {
            String own = part(base, type.getPackageName()).orElse("");
            if (own.isEmpty() || own.equals(DOMAIN)) {
                return;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String other = part(
                                base,
                                dependency
                                        .getTargetClass()
                                        .getBaseComponentType()
                                        .getPackageName())
                        .orElse(DOMAIN);
                boolean allowed = other.equals(own)
                        || other.equals(DOMAIN)
                        || other.equals(CONFIG)
                        || (other.isEmpty() && !own.equals(CONFIG));
                if (!allowed) {
                    report.found(type, dependency.getDescription());
                }
            }
        });
    }

    /** Services share the contract and the delivery, and otherwise meet on topics. */
    public static ArchRule servicesAreStrangers(String base) {
        return rule(
                "of io.ffe only the service itself, io.ffe.schema and io.ffe.messaging are used", (type, report) -> {
                    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                        JavaClass target = dependency.getTargetClass().getBaseComponentType();
                        boolean stranger = isIn("io.ffe", target)
                                && !isIn(base, target)
                                && !isIn("io.ffe.schema", target)
                                && !isIn("io.ffe.messaging", target);
                        if (stranger) {
                            report.found(type, dependency.getDescription());
                        }
                    }
                });
    }

    /** What a class needs stands in its constructor: complete, final, and visible to a test. */
    public static ArchRule injectionIsByConstructor() {
        return rule("nothing is injected into fields or setters", (type, report) -> {
            Stream.concat(type.getFields().stream(), type.getMethods().stream())
                    .filter(member -> isAnnotatedWith(INJECTION, member))
                    .forEach(member -> report.found(
                            type, member.getDescription() + " is injected, expected a constructor parameter"));
        });
    }

    /**
     * Wall-clock time in a replay would make two runs differ. Only a producer method of a {@link Clock} may name the
     * system's; elapsed time is {@code System.nanoTime()}, which is allowed.
     */
    public static ArchRule timeComesFromAClock() {
        return rule("time comes from an injected Clock", (type, report) -> {
            for (JavaCodeUnitAccess<?> access : type.getCodeUnitAccessesFromSelf()) {
                if (readsSystemTime(access) && !isClockProducer(access.getOwner())) {
                    report.found(type, access.getDescription());
                }
            }
        });
    }

    /** Fields, parameters and results whose name ends in a word for money are not binary floating point. */
    public static ArchRule moneyIsDecimal() {
        return rule("what is named price, quantity, cash, notional or fee is no double or float", (type, report) -> {
            for (JavaField field : type.getFields()) {
                if (isMoney(field.getName()) && isBinary(field.getRawType())) {
                    report.found(
                            type,
                            field.getDescription() + " is a "
                                    + field.getRawType().getSimpleName());
                }
            }
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                if (isMoney(unit.getName()) && isBinary(unit.getRawReturnType())) {
                    report.found(
                            type,
                            unit.getDescription() + " gives a "
                                    + unit.getRawReturnType().getSimpleName());
                }
                for (Parameter parameter : doubles(unit)) {
                    if (isMoney(parameter.getName())) {
                        report.found(type, unit.getDescription() + " takes " + parameter);
                    }
                }
            }
        });
    }

    /** {@code new BigDecimal(0.1)} is 0.1000000000000000055511151231257827. */
    public static ArchRule decimalsAreExact() {
        return rule("no BigDecimal is made by its double constructor", (type, report) -> {
            for (JavaCodeUnitAccess<?> access : type.getCodeUnitAccessesFromSelf()) {
                boolean inexact = access.getTargetOwner().isEquivalentTo(BigDecimal.class)
                        && access.getTarget().getName().equals(CONSTRUCTOR)
                        && access.getTarget().getRawParameterTypes().stream().anyMatch(Walls::isBinary);
                if (inexact) {
                    report.found(type, access.getDescription());
                }
            }
        });
    }

    /**
     * A record that is sent beside the outbox is lost or doubled when the process dies. Market-data is the exception: what
     * it publishes is made again, with the same ids, from its checkpoint.
     */
    public static ArchRule publishingGoesThroughTheRelay() {
        return rule("only the relay and market-data's kafka package hold a producer", (type, report) -> {
            if (MAY_PUBLISH.stream().anyMatch(allowed -> isIn(allowed, type))) {
                return;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                if (PUBLISHERS.contains(dependency.getTargetClass().getSimpleName())) {
                    report.found(type, dependency.getDescription());
                }
            }
        });
    }

    /** An endpoint that somebody forgot to protect should fail the build and not be found by a stranger. */
    public static ArchRule endpointsNameTheirRoles() {
        return rule(
                "each endpoint has @RolesAllowed, @PermitAll or @Authenticated, itself or on its class",
                (type, report) -> {
                    if (type.isInterface() || isAnnotatedWith(ACCESS_RULES, type)) {
                        return;
                    }
                    if (isAnnotatedWith(Set.of("WebSocket"), type)) {
                        report.found(type, type.getDescription() + " is a web socket that anybody may open");
                    }
                    for (JavaMethod method : type.getMethods()) {
                        if (isAnnotatedWith(HTTP_METHODS, method) && !isAnnotatedWith(ACCESS_RULES, method)) {
                            report.found(type, method.getDescription() + " is an endpoint that names no role");
                        }
                    }
                });
    }

    /** A package without a {@code package-info.java} states no promise and is not null-marked, so NullAway skips it. */
    public static ArchRule packagesAreDescribed(String base) {
        return rule("each package has a package-info.java with @NullMarked", (type, report) -> {
            boolean described = isIn(base, type)
                    && type.getPackage()
                            .tryGetPackageInfo()
                            .filter(info -> isAnnotatedWith(Set.of("NullMarked"), info))
                            .isPresent();
            if (!described) {
                report.found(type, type.getPackageName() + " has no package-info.java with @NullMarked");
            }
        });
    }

    /** A Manager could be anything. */
    public static ArchRule namesSayWhatThingsAre() {
        return rule("no type is called Manager, Helper, Util, Impl, Processor or Base", (type, report) -> {
            SAYS_NOTHING.stream()
                    .filter(word -> type.getSimpleName().endsWith(word))
                    .forEach(word -> report.found(
                            type, type.getDescription() + " ends in " + word + ", expected a name of the field"));
        });
    }

    private static boolean readsSystemTime(JavaCodeUnitAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getTarget().getName();
        boolean takesClock = access.getTarget().getRawParameterTypes().stream()
                .anyMatch(parameter -> parameter.isEquivalentTo(Clock.class));
        boolean noParameters = access.getTarget().getRawParameterTypes().isEmpty();
        return (owner.getPackageName().startsWith("java.time") && name.equals("now") && !takesClock)
                || (owner.isEquivalentTo(Clock.class)
                        && (name.startsWith("system") || name.startsWith("tick"))
                        && !takesClock)
                || (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
                || (owner.isEquivalentTo(Calendar.class) && name.equals("getInstance"))
                || (owner.isEquivalentTo(Date.class) && name.equals(CONSTRUCTOR) && noParameters);
    }

    private static boolean isClockProducer(JavaCodeUnit unit) {
        return unit.getRawReturnType().isEquivalentTo(Clock.class) && isAnnotatedWith(Set.of("Produces"), unit);
    }

    /** The names need {@code -parameters}, which the parent pom sets; class files alone do not tell ArchUnit. */
    private static Iterable<Parameter> doubles(JavaCodeUnit unit) {
        if (unit.getRawParameterTypes().stream().noneMatch(Walls::isBinary)) {
            return Set.of();
        }
        Executable method = (Executable) unit.reflect();
        return Stream.of(method.getParameters())
                .filter(parameter -> Set.of(double.class, float.class, Double.class, Float.class)
                        .contains(parameter.getType()))
                .toList();
    }

    private static boolean isBinary(JavaClass type) {
        return type.isEquivalentTo(double.class)
                || type.isEquivalentTo(float.class)
                || type.isEquivalentTo(Double.class)
                || type.isEquivalentTo(Float.class);
    }

    /** True for {@code markPrice} and {@code fee}, not for {@code priceChangePercent}: the last word says what it is. */
    private static boolean isMoney(String name) {
        String[] words = name.split("(?=[A-Z])|_");
        return MONEY.contains(words[words.length - 1].toLowerCase(Locale.ROOT));
    }

    private static boolean isAnnotatedWith(Set<String> simpleNames, CanBeAnnotated annotated) {
        Iterable<? extends JavaAnnotation<?>> annotations = switch (annotated) {
            case JavaClass type -> type.getAnnotations();
            case JavaMember member -> member.getAnnotations();
            default -> throw new IllegalArgumentException("neither a class nor a member: " + annotated);
        };
        for (JavaAnnotation<?> annotation : annotations) {
            if (simpleNames.contains(annotation.getRawType().getSimpleName())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isIn(String packageName, JavaClass type) {
        return part(packageName, type.getPackageName()).isPresent();
    }

    /** The first step from a package to one below it: {@code kafka}, "" for the package itself, empty for a stranger. */
    private static Optional<String> part(String base, String packageName) {
        if (packageName.equals(base)) {
            return Optional.of("");
        }
        if (!packageName.startsWith(base + ".")) {
            return Optional.empty();
        }
        String below = packageName.substring(base.length() + 1);
        int dot = below.indexOf('.');
        return Optional.of(dot < 0 ? below : below.substring(0, dot));
    }

    /** Where a rule puts what it found. */
    private interface Report {
        void found(JavaClass type, String description);
    }

    private static ArchRule rule(String description, BiConsumer<JavaClass, Report> look) {
        return classes()
                .should(new ArchCondition<JavaClass>(description) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        look.accept(
                                type,
                                (found, detail) -> events.add(
                                        SimpleConditionEvent.violated(found, "[" + found.getName() + "] " + detail)));
                    }
                })
                .as(description)
                .allowEmptyShould(true);
    }
}
