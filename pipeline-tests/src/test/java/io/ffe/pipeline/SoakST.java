package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.AuditReport;
import io.ffe.stack.audit.fact.Subscription;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole pipeline at work for long: live prices of nine symbols, some 5,000 a second together. What a process holds must not grow
 * once it is warm, and inboxes may hold the rows of their retention and no more, each event before them by its offset.
 *
 * <p>{@code -Dffe.test.soak.minutes} gives another length, {@code -Dffe.test.soak.rate} another load, {@code -Dffe.test.soak.inbox-retention}
 * how long an inbox knows an event by its id, two minutes where nothing is said.
 */
@EnabledIfSystemProperty(
        named = "ffe.test.full",
        matches = "true",
        disabledReason = "takes three quarters of an hour: ./ffe test --full")
class SoakST {

    private static final List<String> JVMS = List.of(
            "market-data-service", "decision-service", "risk-service", "execution-service", "paper-venue", "kafka");
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(20);

    /** What a heap that is not yet full, a pool or a page cache of the broker may add between two thirds of the time. */
    private static final double MEMORY_MAY_GROW_TO = 1.15;

    private static final int MORE_OF_THEM = 8;

    /** Rows that have to go: the log went on for a retention after them, and for a 24th of it after that. */
    private static final String BEYOND = """
            WITH newest AS (
                SELECT consumer, topic_partition, max(appended_at) AS at FROM inbox GROUP BY consumer, topic_partition),
            settled AS (
                SELECT consumer, topic_partition, max(appended_at) AS at FROM inbox JOIN newest USING (consumer, topic_partition)
                WHERE appended_at <= newest.at - ? / 24.0 * interval '1 second' GROUP BY consumer, topic_partition)
            SELECT count(*) FROM inbox JOIN settled USING (consumer, topic_partition)
            WHERE appended_at < least(settled.at, now()) - ? * interval '1 second'
            """;

    private static final String PRUNED = "SELECT coalesce(sum(below_offset - from_offset), 0) FROM inbox_seen";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path state;

    @Test
    void what_processes_hold_does_not_grow_at_thousands_of_ticks_a_second() throws Exception {
        int minutes = Integer.getInteger("ffe.test.soak.minutes", 45);
        int rate = Integer.getInteger("ffe.test.soak.rate", 5_000);
        Duration retention = Duration.parse(System.getProperty("ffe.test.soak.inbox-retention", "PT2M"));
        Map<String, List<ProcessUse>> looks = new TreeMap<>();
        try (OandaPrices prices = new OandaPrices(rate / OandaPrices.SYMBOLS.size());
                Pipeline pipeline =
                        Pipeline.start(state, "soak", OandaPrices.FEED, settings(prices, retention), servers -> {})) {
            Deadline end = Deadline.in(Duration.ofMinutes(minutes));
            while (!end.passed()) {
                Thread.sleep(BETWEEN_LOOKS);
                for (String component : JVMS) {
                    looks.computeIfAbsent(component, first -> new ArrayList<>())
                            .add(ProcessUse.of(pipeline.process(component)));
                }
                System.out.println("soak: " + end.elapsed().toSeconds() + " s of " + minutes + " min");
            }
            prices.fallSilent();
            Duration fed = end.elapsed();
            pipeline.end("market-data-service");
            Outage.drain(pipeline, Set.of("market-data-service"));
            Map<Topics, Long> records = records(pipeline);
            Map<Subscription, Long> inboxes = inboxes(pipeline);
            AuditReport audit = pipeline.audit();
            write(minutes, rate, fed, looks, records, inboxes, audit, pipeline);

            assertThat(pipeline.deaths().keySet()).as("died").isSubsetOf("market-data-service");
            assertThat(audit.violations()).as(audit.toString()).isEmpty();
            assertThat(records.getOrDefault(Topics.TICKS, 0L) / (double) fed.toSeconds())
                    .as("ticks a second")
                    .isGreaterThan(0.9 * rate);
            looks.forEach((component, uses) -> {
                assertThat(worst(uses, 2, ProcessUse::residentMegabytes))
                        .as("MB of " + component + " in the last third, from " + uses)
                        .isLessThan(MEMORY_MAY_GROW_TO * worst(uses, 1, ProcessUse::residentMegabytes));
                assertThat(worst(uses, 2, ProcessUse::threads))
                        .as("threads of " + component)
                        .isLessThanOrEqualTo(worst(uses, 1, ProcessUse::threads) + MORE_OF_THEM);
                assertThat(worst(uses, 2, ProcessUse::descriptors))
                        .as("descriptors of " + component)
                        .isLessThanOrEqualTo(worst(uses, 1, ProcessUse::descriptors) + MORE_OF_THEM);
            });
            assertThat(inboxes)
                    .hasSize(Subscription.values().length)
                    .allSatisfy((subscription, rows) -> assertThat(rows)
                            .as("inbox rows of " + subscription)
                            .isBetween(1L, records.getOrDefault(subscription.topic(), 0L)));
            for (Stage stage : List.of(Stage.DECISION, Stage.RISK, Stage.EXECUTION)) {
                await(stage.label() + " to prune what is beyond the retention")
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> number(pipeline, stage, BEYOND, retention) == 0);
                assertThat(number(pipeline, stage, PRUNED, Duration.ZERO))
                        .as("offsets without a row at " + stage.label())
                        .isPositive();
            }
        }
    }

    private static Map<String, String> settings(OandaPrices prices, Duration retention) {
        Map<String, String> settings = new TreeMap<>(prices.environment());
        settings.put("FFE_INBOX_RETENTION", retention.toString());
        settings.put("FFE_INBOX_REPEATS_WITHIN", retention.dividedBy(2).toString());
        return settings;
    }

    private static long number(Pipeline pipeline, Stage stage, String query, Duration retention) throws SQLException {
        try (Connection connection = pipeline.database("ffe_" + stage.label());
                PreparedStatement statement = connection.prepareStatement(query)) {
            for (int at = 1; at <= statement.getParameterMetaData().getParameterCount(); at++) {
                statement.setDouble(at, retention.toMillis() / 1000.0);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The most in a third of the time; the first is for warming up. */
    private static double worst(List<ProcessUse> uses, int third, ToDoubleFunction<ProcessUse> what) {
        int length = uses.size() / 3;
        return uses.subList(third * length, (third + 1) * length).stream()
                .mapToDouble(what)
                .max()
                .orElseThrow();
    }

    private static Map<Topics, Long> records(Pipeline pipeline) {
        Map<Topics, Long> records = new TreeMap<>();
        try (TopicReader reader = new TopicReader(pipeline.bootstrapServers())) {
            for (Topics topic : Topics.values()) {
                LongAdder count = new LongAdder();
                reader.all(topic.topicName(), record -> count.increment());
                records.put(topic, count.sum());
            }
        }
        return records;
    }

    private static Map<Subscription, Long> inboxes(Pipeline pipeline) throws SQLException {
        Map<Subscription, Long> rows = new TreeMap<>();
        for (Subscription subscription : Subscription.values()) {
            try (Connection connection =
                            pipeline.database("ffe_" + subscription.stage().label());
                    PreparedStatement statement =
                            connection.prepareStatement("SELECT count(*) FROM inbox WHERE consumer = ?")) {
                statement.setString(1, subscription.inbox());
                try (ResultSet count = statement.executeQuery()) {
                    count.next();
                    rows.put(subscription, count.getLong(1));
                }
            }
        }
        return rows;
    }

    private static void write(
            int minutes,
            int rate,
            Duration fed,
            Map<String, List<ProcessUse>> looks,
            Map<Topics, Long> records,
            Map<Subscription, Long> inboxes,
            AuditReport audit,
            Pipeline pipeline)
            throws IOException {
        StringBuilder page = new StringBuilder("# Soak\n\nWritten by `SoakST` on ")
                .append(LocalDate.now(ZoneOffset.UTC))
                .append(": the whole pipeline with live prices of ")
                .append(OandaPrices.SYMBOLS.size())
                .append(" symbols from a stub of OANDA for ")
                .append(fed.toMinutes())
                .append(" minutes, asked for ")
                .append(rate)
                .append(" a second.\n\n```sh\n./mvnw verify -pl pipeline-tests -am -Dtest=none -Dit.test=SoakST")
                .append(" -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \\\n  ")
                .append("-Dffe.test.full=true -Dpipeline.forks=1 -Dffe.test.soak.minutes=")
                .append(minutes)
                .append(" -Dffe.test.soak.rate=")
                .append(rate)
                .append("\n```\n\n| | |\n|---|---|\n");
        page.append(String.format(
                Locale.ROOT,
                "| ticks a second | %.0f |%n",
                records.getOrDefault(Topics.TICKS, 0L) / (double) fed.toSeconds()));
        page.append("| violations of the audit | ")
                .append(audit.violations().size())
                .append(" |\n");
        records.forEach((topic, count) -> page.append("| records of `")
                .append(topic.topicName())
                .append("` | ")
                .append(count)
                .append(" |\n"));
        inboxes.forEach((subscription, count) -> page.append("| inbox rows of `")
                .append(subscription.inbox())
                .append("` | ")
                .append(count)
                .append(" |\n"));
        page.append("\nThe most in each third of the time; the first is for warming up.\n\n");
        page.append("| process | resident, MB | threads | descriptors |\n|---|---|---|---|\n");
        looks.forEach((component, uses) -> page.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s |%n",
                component,
                thirds(uses, ProcessUse::residentMegabytes),
                thirds(uses, ProcessUse::threads),
                thirds(uses, ProcessUse::descriptors))));
        System.out.println(page);
        Files.writeString(Home.locate().root().resolve("docs/verification/soak.md"), page.toString());
    }

    private static String thirds(List<ProcessUse> uses, ToDoubleFunction<ProcessUse> what) {
        return String.format(
                Locale.ROOT, "%.0f, %.0f, %.0f", worst(uses, 0, what), worst(uses, 1, what), worst(uses, 2, what));
    }
}
