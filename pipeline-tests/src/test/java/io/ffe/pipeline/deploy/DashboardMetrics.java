package io.ffe.pipeline.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The metrics that dashboards and alert rules name, and the committed list of them, {@code deploy/metrics.txt}, with who has to
 * export each and from when on. A test with a running stack scrapes each exporter and compares:
 *
 * <pre>{@code
 * for (Listed metric : DashboardMetrics.listed()) {
 *     if (metric.since().always()) {
 *         metric.exporters().forEach(module -> assertThat(scrapedNames(module)).contains(metric.name()));
 *     }
 * }
 * }</pre>
 */
public final class DashboardMetrics {

    private static final String LIST = "deploy/metrics.txt";

    /** Prometheus makes this one itself, for each target. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up");

    private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool", "inf", "nan");
    private static final Pattern STRINGS = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    private static final Pattern LABELS = Pattern.compile("\\{[^}]*}");
    private static final Pattern RANGES = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPINGS =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern NUMBERS = Pattern.compile("(?<![\\w:])[0-9][\\w.]*");
    private static final Pattern COMPARISONS = Pattern.compile("(?<= )(==|!=|>=|<=|>|<) (-?[0-9.]+)");
    private static final Pattern NAMES = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\(|[a-zA-Z0-9_:])");

    private DashboardMetrics() {}

    /** From when on a metric is there. */
    public enum Since {
        /** As soon as its service is ready. */
        START,
        /** Once a trade has gone through the whole pipeline. */
        FLOW,
        /** Only after something went wrong. */
        FAULT,
        /** Only with what is optional: live prices, a model, a request over REST. */
        OPTION;

        /** True when a stack through which a trade has gone has to export it. */
        public boolean always() {
            return this == START || this == FLOW;
        }
    }

    /**
     * A line of the list.
     *
     * @param name as Prometheus shows it, as in {@code ffe_ticks_total}
     * @param exporters modules, as in {@code risk-service}
     */
    public record Listed(String name, Set<String> exporters, Since since) {}

    /** The committed list, in its order. */
    public static List<Listed> listed() {
        return ProjectFiles.text(LIST)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(DashboardMetrics::line)
                .toList();
    }

    /** Every metric of a service that a dashboard or a rule names, sorted. */
    public static Set<String> named() {
        Set<String> names = new TreeSet<>();
        expressions().values().forEach(expressions -> expressions.forEach(text -> names.addAll(namesIn(text))));
        names.removeAll(recorded());
        names.removeAll(OF_PROMETHEUS);
        return names;
    }

    /** Every expression, by the file that it is in. */
    static TreeMap<String, List<String>> expressions() {
        TreeMap<String, List<String>> byFile = new TreeMap<>();
        for (String dashboard : ProjectFiles.in("deploy/grafana/dashboards", ".json")) {
            byFile.put(dashboard, ProjectFiles.json(dashboard).findValuesAsText("expr"));
        }
        for (String rules : ProjectFiles.in("deploy/prometheus/rules", ".yml")) {
            byFile.put(rules, ProjectFiles.yaml(rules).findValuesAsText("expr"));
        }
        return byFile;
    }

    /**
     * Every expression as Prometheus can be asked for it: Grafana's variables replaced, and comparisons answered with 0 or 1 in
     * place of leaving out what they are not true of.
     */
    public static Map<String, List<String>> queries() {
        Map<String, List<String>> queries = new TreeMap<>();
        expressions()
                .forEach((file, all) -> queries.put(
                        file,
                        all.stream()
                                .map(text ->
                                        text.replace("$__rate_interval", "1m").replace("$__range", "15m"))
                                .map(text -> COMPARISONS.matcher(text).replaceAll("$1 bool $2"))
                                .toList()));
        return queries;
    }

    /** Metric names in a PromQL expression. */
    public static Set<String> namesIn(String expression) {
        String bare = expression;
        for (Pattern notNames : List.of(STRINGS, LABELS, RANGES, GROUPINGS, NUMBERS)) {
            bare = notNames.matcher(bare).replaceAll(" ");
        }
        Set<String> names = new HashSet<>();
        Matcher matcher = NAMES.matcher(bare);
        while (matcher.find()) {
            if (!WORDS.contains(matcher.group().toLowerCase(Locale.ROOT))) {
                names.add(matcher.group());
            }
        }
        return names;
    }

    private static Set<String> recorded() {
        List<String> names = new ArrayList<>();
        ProjectFiles.in("deploy/prometheus/rules", ".yml")
                .forEach(rules -> names.addAll(ProjectFiles.yaml(rules).findValuesAsText("record")));
        return Set.copyOf(names);
    }

    private static Listed line(String line) {
        String[] columns = line.split("\\s+");
        if (columns.length != 3) {
            throw new IllegalStateException(
                    LIST + " has '" + line + "', expected three columns: metric, exporters, start|flow|fault|option");
        }
        return new Listed(
                columns[0],
                Arrays.stream(columns[1].split(",")).collect(Collectors.toCollection(TreeSet::new)),
                Since.valueOf(columns[2].toUpperCase(Locale.ROOT)));
    }

    /** Text fields of panels, for checks of how they read. */
    static List<JsonNode> panels(String dashboard) {
        List<JsonNode> panels = new ArrayList<>();
        ProjectFiles.json(dashboard).path("panels").forEach(panels::add);
        return panels;
    }
}
