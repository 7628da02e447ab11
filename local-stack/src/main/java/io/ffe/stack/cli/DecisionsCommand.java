package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.read.DecisionClient;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import io.ffe.stack.view.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "decisions",
        description = "List decisions of the run that is up, newest first.",
        footer = {
            "",
            "Examples:",
            "  ./ffe decisions --symbol BTCUSDT --since 2h     of the last two hours before the newest one",
            "  ./ffe decisions --tier LLM_FALLBACK             that the second model made",
            "  ./ffe decisions --outcome EXPIRED --limit 500   that came too late",
            "  ./ffe decisions --pending                       that wait for ./ffe approve or ./ffe reject",
            "",
            "All of one: ./ffe decision ID. As CSV: GET /api/v1/decisions/csv of decision-service, see docs/operating.md."
        })
final class DecisionsCommand implements Callable<Integer> {

    private static final Pattern BACK = Pattern.compile("(\\d{1,6})(m|h|d)");
    private static final int MOST = 10_000;

    @Option(names = "--symbol", paramLabel = "S", description = "As in BTCUSDT.")
    @Nullable
    String symbol;

    @Option(names = "--portfolio", paramLabel = "P", description = "As in main.")
    @Nullable
    String portfolio;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "By asOf: 2024-08-05T06:00:00Z, 2024-08-05, or 30m, 2h, 3d before the newest decision.")
    @Nullable
    String since;

    @Option(names = "--tier", paramLabel = "T", description = "GATE, LLM_PRIMARY, LLM_FALLBACK, TECHNICAL or HOLD.")
    @Nullable
    String tier;

    @Option(names = "--action", paramLabel = "A", description = "BUY, SELL or HOLD.")
    @Nullable
    String action;

    @Option(names = "--outcome", paramLabel = "O", description = "DECIDED, SUPERSEDED, EXPIRED or INVALID.")
    @Nullable
    String outcome;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many, 1 to 10000; ${DEFAULT-VALUE}.")
    int limit = 20;

    @Option(names = "--pending", description = "Those that wait for an operator, the one that ends first leading.")
    boolean pending;

    @Option(names = "--json", description = "The events with their ids, for programs.")
    boolean json;

    @Mixin
    TargetOptions where = new TargetOptions();

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        Map<String, String> filters = filters();
        TargetOptions.Target target = where.target(home, Role.VIEWER, "ffe-decisions", Service.DECISION);
        try (DecisionClient client = target.decisions()) {
            List<JsonNode> found = pending ? client.waiting() : read(client, filters);
            if (json) {
                terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(found));
            } else if (found.isEmpty()) {
                terminal.line(
                        pending
                                ? "Nothing waits for an operator."
                                : "No decision" + (filters.isEmpty() && since == null ? " yet." : " is like that."));
            } else {
                terminal.lines(DecisionView.list(found, terminal));
            }
            return 0;
        }
    }

    private List<JsonNode> read(DecisionClient client, Map<String, String> filters) throws InterruptedException {
        if (since != null) {
            filters.put("from", from(client, since).toString());
        }
        List<JsonNode> found = new ArrayList<>();
        String after = null;
        do {
            DecisionClient.Page page = client.page(filters, Math.min(DecisionClient.PAGE, limit - found.size()), after);
            found.addAll(page.decisions());
            after = page.after();
        } while (after != null && found.size() < limit);
        return found;
    }

    private Map<String, String> filters() {
        if (limit < 1 || limit > MOST) {
            throw Problem.usage("--limit is " + limit + ", expected 1 to " + MOST);
        }
        Map<String, String> filters = new TreeMap<>();
        put(filters, "symbol", symbol);
        put(filters, "portfolio", portfolio);
        put(filters, "tier", oneOf("--tier", tier, TierStep.Tier.values()));
        put(filters, "action", oneOf("--action", action, Action.values()));
        put(filters, "outcome", oneOf("--outcome", outcome, Decision.Outcome.values()));
        if (pending && (since != null || !filters.isEmpty())) {
            throw Problem.usage("--pending lists all that wait: it goes with --json only");
        }
        if (since != null && !BACK.matcher(since).matches()) {
            time(since);
        }
        return filters;
    }

    private static void put(Map<String, String> filters, String name, @Nullable String value) {
        if (value != null) {
            filters.put(name, value);
        }
    }

    static @Nullable String oneOf(String option, @Nullable String text, Enum<?>[] values) {
        if (text == null) {
            return null;
        }
        String upper = text.toUpperCase(Locale.ROOT).replace('-', '_');
        for (Enum<?> value : values) {
            if (value.name().equals(upper)) {
                return upper;
            }
        }
        throw Problem.usage(option + " is '" + text + "', expected one of " + List.of(values));
    }

    /** A span counts back from the newest decision: in a replay the clock on the wall has nothing to do with it. */
    private static Instant from(DecisionClient client, String since) throws InterruptedException {
        Matcher back = BACK.matcher(since);
        if (!back.matches()) {
            return time(since);
        }
        long number = Long.parseLong(back.group(1));
        Duration span = switch (back.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
        return client.page(Map.of(), 1, null).decisions().stream()
                .map(each -> Instant.parse(each.path("decision").path("asOf").asText()))
                .findFirst()
                .orElse(Instant.EPOCH)
                .minus(span);
    }

    static Instant time(String text) {
        try {
            return UtcTime.parse(text);
        } catch (DateTimeParseException unreadable) {
            throw Problem.usage("--since is '" + text
                    + "', expected a time as 2024-08-05T06:00:00Z or 2024-08-05, or a span as 30m, 2h or 3d");
        }
    }
}
