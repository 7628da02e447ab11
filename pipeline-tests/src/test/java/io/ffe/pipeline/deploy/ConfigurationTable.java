package io.ffe.pipeline.deploy;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Every key of every {@code @ConfigMapping} of the modules, read from their sources: they are the truth, and the services are
 * not on our class path. A method's comment says what its key is for.
 */
final class ConfigurationTable {

    private static final String REQUIRED = "required";

    private ConfigurationTable() {}

    /**
     * A key.
     *
     * @param value the default, or that there is none
     */
    record Key(String name, String type, String value, String meaning) {

        String environmentName() {
            return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
        }
    }

    /** All mappings in a module's sources, with the values of its application.properties for defaults. */
    record Mapping(String module, String prefix, List<Key> keys) {}

    /** In the order of the pipeline; what all services share comes first. */
    static List<Mapping> all() {
        List<Mapping> mappings = new ArrayList<>();
        for (String module : List.of(
                "common-messaging",
                "market-data-service",
                "decision-service",
                "risk-service",
                "execution-service",
                "paper-venue")) {
            mappings.addAll(of(module));
        }
        return mappings;
    }

    /** What environment variables set a key. */
    static Set<String> environmentNames() {
        return all().stream()
                .flatMap(mapping -> mapping.keys().stream())
                .map(Key::environmentName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Sections with a table each, for docs. */
    static String markdown() {
        StringBuilder text = new StringBuilder();
        for (Mapping mapping : all()) {
            text.append("### `")
                    .append(mapping.prefix())
                    .append("` (")
                    .append(mapping.module())
                    .append(")\n\n");
            text.append("| key | type | default | what it is for |\n|---|---|---|---|\n");
            for (Key key : mapping.keys()) {
                text.append("| `%s` | %s | %s | %s |%n"
                        .formatted(
                                key.name().substring(mapping.prefix().length() + 1),
                                key.type(),
                                key.value(),
                                key.meaning()));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static List<Mapping> of(String module) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> sources = Files.walk(ProjectFiles.path(module + "/src/main/java"));
                StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> mappings =
                    sources.filter(ConfigurationTable::isMapping).sorted().toList();
            if (mappings.isEmpty()) {
                return List.of();
            }
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(mappings));
            DocTrees docs = DocTrees.instance(task);
            List<Mapping> found = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                found.add(new Source(unit, docs, defaults(module)).mapping(module));
            }
            return found;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean isMapping(Path file) {
        try {
            return file.toString().endsWith(".java") && Files.readString(file).contains("@ConfigMapping(");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Properties defaults(String module) throws IOException {
        Properties properties = new Properties();
        String file = module + "/src/main/resources/application.properties";
        if (Files.exists(ProjectFiles.path(file))) {
            properties.load(new StringReader(ProjectFiles.text(file)));
        }
        return properties;
    }

    /** One source file with a mapping. */
    private record Source(CompilationUnitTree unit, DocTrees docs, Properties defaults) {

        Mapping mapping(String module) {
            for (Tree declared : unit.getTypeDecls()) {
                if (declared instanceof ClassTree type) {
                    String prefix = annotation(type.getModifiers().getAnnotations(), "ConfigMapping");
                    if (prefix != null) {
                        Map<String, ClassTree> nested = new HashMap<>();
                        collect(type, nested);
                        List<Key> keys = new ArrayList<>();
                        keys(new TreePath(new TreePath(unit), type), prefix, nested, keys);
                        return new Mapping(module, prefix, keys);
                    }
                }
            }
            throw new IllegalStateException(unit.getSourceFile().getName() + " has no @ConfigMapping type");
        }

        private void keys(TreePath owner, String prefix, Map<String, ClassTree> nested, List<Key> into) {
            for (Tree member : ((ClassTree) owner.getLeaf()).getMembers()) {
                if (member instanceof MethodTree method
                        && !method.getModifiers().getFlags().contains(Modifier.DEFAULT)
                        && !method.getModifiers().getFlags().contains(Modifier.STATIC)) {
                    String given = annotation(method.getModifiers().getAnnotations(), "WithName");
                    String name = prefix + "."
                            + (given == null ? kebab(method.getName().toString()) : given);
                    Tree type = method.getReturnType();
                    ClassTree group = nested.get(innermost(type));
                    if (group == null) {
                        into.add(key(new TreePath(owner, method), method, name));
                    } else {
                        String inside = type.toString().startsWith("Map<") ? name + ".NAME" : name;
                        keys(new TreePath(owner, group), inside, nested, into);
                    }
                }
            }
        }

        private Key key(TreePath path, MethodTree method, String name) {
            String type = method.getReturnType().toString();
            // A map without entries is an empty one.
            boolean optional = type.startsWith("Optional<") || type.startsWith("Map<");
            String value = annotation(method.getModifiers().getAnnotations(), "WithDefault");
            String shipped = shipped(name);
            if (shipped != null) {
                value = shipped;
            }
            return new Key(
                    name,
                    readable(type),
                    value != null ? "`" + value + "`" : optional ? "absent" : REQUIRED,
                    sentence(docs.getDocComment(path)));
        }

        /** What the module's own application.properties says; for a map, what it says for any name. */
        private @Nullable String shipped(String name) {
            String pattern = name.replace(".", "\\.").replace("NAME", "[^.]+");
            return defaults.stringPropertyNames().stream()
                    .filter(property -> property.matches(pattern))
                    .sorted()
                    .map(defaults::getProperty)
                    .filter(value -> !value.isEmpty())
                    .findFirst()
                    .orElse(null);
        }

        private static void collect(ClassTree type, Map<String, ClassTree> nested) {
            for (Tree member : type.getMembers()) {
                if (member instanceof ClassTree inner && inner.getKind() == Tree.Kind.INTERFACE) {
                    nested.put(inner.getSimpleName().toString(), inner);
                    collect(inner, nested);
                }
            }
        }

        /** {@code Limits} of {@code Map<String, Limits>}. */
        private static String innermost(Tree type) {
            return type instanceof ParameterizedTypeTree generic
                    ? innermost(generic.getTypeArguments().getLast())
                    : type.toString();
        }

        /** The one string that an annotation is given, or null when it is not there. */
        private static @Nullable String annotation(List<? extends AnnotationTree> annotations, String name) {
            for (AnnotationTree annotation : annotations) {
                if (annotation.getAnnotationType().toString().equals(name)) {
                    return annotation.getArguments().stream()
                            .map(argument ->
                                    argument instanceof AssignmentTree named ? named.getExpression() : argument)
                            .filter(LiteralTree.class::isInstance)
                            .map(literal -> String.valueOf(((LiteralTree) literal).getValue()))
                            .findFirst()
                            .orElse("");
                }
            }
            return null;
        }

        private static String kebab(String camel) {
            return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        }

        private static String readable(String type) {
            String bare = type.replaceAll("^Optional<(.*)>$", "$1").replaceAll("^Secret<.*>$", "secret");
            return bare.startsWith("List<") || bare.startsWith("Set<")
                    ? "list of " + bare.replaceAll("^\\w+<(.*)>$", "$1")
                    : bare;
        }

        /** A doc comment as one line of Markdown. */
        private static String sentence(@Nullable String comment) {
            if (comment == null) {
                return "";
            }
            return comment.strip()
                    .replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                    .replaceAll("<[^>]+>", "")
                    .replaceAll("\\s+", " ")
                    .replace("|", "\\|");
        }
    }
}
