package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.pipeline.AlertEpisode.End;
import io.ffe.pipeline.AlertEpisode.Seen;
import io.ffe.pipeline.planted.AgentJar;
import io.ffe.schema.control.ControlCommand;
import io.ffe.schema.control.ControlRequest;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Origin;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.read.BooksReader;
import io.ffe.stack.read.ControlClient;
import io.ffe.stack.read.RunningBooks;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.Companion;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.testing.OllamaStub;
import io.ffe.stack.testing.OllamaStub.Behaviour;
import io.ffe.stack.token.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every alert, set off by a real fault: a live stack, the real Prometheus with the project's own rules, only
 * {@link FasterRules faster}. Its results are written to docs/verification.
 */
@EnabledIfSystemProperty(
        named = "ffe.test.full",
        matches = "true",
        disabledReason = "takes 25 minutes: ./ffe test --full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlertsFireST {

    private static final int FASTER = 60;

    /** Portfolios that are judged and have no account: others decide for them. */
    private static final List<String> DESKS =
            List.of("deska", "deskb", "deskc", "deskd", "deske", "deskf", "deskg", "deskh");

    private static final int OF_EACH_DESK = 100;
    private static final String SMALL_HEAP = "-Xmx192m";

    /** Which of them, with commas, for whoever works on one; the page is left as it is then. */
    private static final String ONLY = System.getProperty("ffe.test.alert");

    private static final Duration MARKET = Duration.ofMinutes(40);
    private static final Duration SOON = Duration.ofSeconds(90);

    /** As {@code io.ffe.messaging.outbox.Relay} takes it. */
    private static final long LEAD_OF_RELAYS = 4_606_181;

    private static final double FALLS_TO = 0.4;

    private static final String VOTE = "{\"action\":\"BUY\",\"confidence\":80,\"reasonCodes\":[\"OWN_TREND_UP\"]}";
    private static final Behaviour ANSWERS = OllamaStub.saysText(VOTE);
    private static final Behaviour FAILS = OllamaStub.fails(500, "llama runner process has terminated");
    private static final int SLOW_SECONDS = 11;
    private static final Behaviour IS_SLOW = new Behaviour.SaysLate(VOTE, SLOW_SECONDS * 1000L);

    private static final Set<String> REHEARSED = Set.of(
            "UnknownOrders",
            "DrawdownHigh",
            "EntriesClosed",
            "ModelsNotAnswering",
            "BreakerOpen",
            "ModelSlow",
            "DeadLetters",
            "TradingStopped",
            "LedgerDoesNotBalance",
            "AuditViolation",
            "ConsumerBehind",
            "PoolExhausted",
            "RequestsFail",
            "OutboxGrowing",
            "OutboxNotDraining",
            "TicksNotStored",
            "TickStoreSilent",
            "AuditNotRunning",
            "ServiceNotReady",
            "NoTicks",
            "ServiceDown",
            "RiskSilent",
            "UnchangedQuotesUnusual",
            "FeedSilent",
            "DataOlderThanLimit",
            "HopTooOld",
            "CpuBusy",
            "HeapFull");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path state;

    private final List<Seen> seen = new ArrayList<>();

    @BeforeAll
    static void look_for_prometheus() {
        assumeTrue(Prometheus.installed(), Prometheus.ABSENT);
    }

    @Test
    void alerts_fire_on_a_replayed_market_and_go_away() throws Exception {
        holds(aReplayedMarket());
    }

    @Test
    void alerts_on_live_prices_fire_and_go_away() throws Exception {
        holds(aLiveMarket());
    }

    @Test
    void every_alert_has_its_fault() throws IOException {
        assertThat(new TreeSet<>(REHEARSED)).isEqualTo(alerts());
    }

    private static void holds(List<Seen> seen) {
        assertThat(seen).allSatisfy(each -> {
            assertThat(REHEARSED).contains(each.alert());
            assertThat(each.came()).as("%s fires", each).isTrue();
            assertThat(each.went()).as("%s goes away", each).isTrue();
            assertThat(each.trouble()).as("%s", each).isEmpty();
        });
    }

    private List<Seen> aReplayedMarket() throws Exception {
        List<Seen> here = new ArrayList<>();
        FeedOptions feed = FreeMarket.feed(state, MARKET);
        try (OllamaStub ollama = new OllamaStub(ANSWERS);
                Pipeline pipeline = Pipeline.start(state, "alerts", feed, environment(ollama), broker -> {})) {
            pipeline.startAuditor(Duration.ofSeconds(1));
            FreeMarket.awaitFirstOrder(pipeline);
            try (Prometheus prometheus = prometheus(pipeline, "replayed")) {
                for (AlertEpisode episode : chosen(episodes(pipeline, ollama))) {
                    here.addAll(take(episode.in(prometheus)));
                    if (!Deadline.in(SOON).await(() -> pipeline.notReady().isEmpty())) {
                        System.err.println("not ready after '" + episode.fault() + "': " + pipeline.notReady());
                    }
                }
                assertThat(prometheus.brokenRules()).isEmpty();
            }
        }
        return here;
    }

    private static Map<String, String> environment(OllamaStub ollama) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "FFE_DECISION_LLM_BASE_URL", ollama.url().toString(),
                "FFE_DECISION_LLM_DEADLINE", "13s",
                "FFE_DECISION_LLM_BUDGET", "20s",
                "FFE_DECISION_LEASE", "PT15S",
                "FFE_DECISION_LLM_BREAKER_DELAY", "5s",
                "FFE_MARKET_DATA_TICK_STORE_ENABLED", "true",
                "FFE_MARKET_DATA_TICK_STORE_QUEUE", "1000",
                "FFE_EXECUTION_MAX_RISK_SILENCE", "PT75S",
                "FFE_EXECUTION_LEDGER_RECHECK", "20s",
                "FFE_RISK_PORTFOLIOS_MAIN_LIMITS_SHORT_SELLING", "false"));
        // So that callers are work, and not refused before they are.
        environment.put("FFE_REST_RATE_PER_SECOND", "0");
        DESKS.forEach(
                desk -> environment.put("FFE_RISK_PORTFOLIOS_" + desk.toUpperCase(Locale.ROOT) + "_PRODUCER", desk));
        return environment;
    }

    private List<AlertEpisode> episodes(Pipeline pipeline, OllamaStub ollama) {
        return List.of(
                new AlertEpisode(
                        "venue frozen while orders leave", List.of("UnknownOrders"), Duration.ofMinutes(2), () -> {
                            freeze(pipeline, true);
                            return () -> freeze(pipeline, false);
                        }),
                // Before a stranger's order, which stays a violation for good.
                new AlertEpisode(
                        "a ledger entry changed by hand, and the auditor started anew",
                        List.of("LedgerDoesNotBalance", "AuditViolation"),
                        SOON,
                        () -> damagedLedger(pipeline)),
                new AlertEpisode(
                        "somebody else buys on the account",
                        List.of("EntriesClosed"),
                        SOON,
                        () -> strangersOrder(pipeline)),
                new AlertEpisode(
                        "Ollama answers 500",
                        List.of("ModelsNotAnswering", "BreakerOpen"),
                        SOON,
                        () -> mood(ollama, FAILS)),
                new AlertEpisode(
                        "Ollama takes " + SLOW_SECONDS + " s for an answer",
                        List.of("ModelSlow"),
                        Duration.ofMinutes(5),
                        () -> mood(ollama, IS_SLOW)),
                new AlertEpisode("poison on five topics", List.of("DeadLetters"), SOON, () -> {
                    PoisonOnEveryTopic.send(pipeline.bootstrapServers());
                    return () -> {};
                }),
                new AlertEpisode(
                        "an operator reduces trading", List.of("TradingStopped"), SOON, () -> reduced(pipeline)),
                new AlertEpisode(
                        "locks on two tables of risk, requests go on, and 1,100 records come in",
                        List.of("ConsumerBehind", "PoolExhausted", "RequestsFail"),
                        SOON,
                        () -> lockedRisk(pipeline)),
                new AlertEpisode(
                        "another session holds the lead of risk's relay, and decisions of other desks come in",
                        List.of("OutboxGrowing", "OutboxNotDraining"),
                        Duration.ofMinutes(3),
                        () -> heldRelay(pipeline)),
                new AlertEpisode(
                        "market-data may use one processor, and threads of it run away",
                        List.of("CpuBusy"),
                        Duration.ofMinutes(2),
                        () -> runawayMarketData(pipeline)),
                new AlertEpisode(
                        "risk keeps ever more, until 95 % of what a small heap has for old objects is used",
                        List.of("HeapFull"), Duration.ofMinutes(2), () -> fullHeap(pipeline)),
                new AlertEpisode(
                        "PostgreSQL killed and kept down",
                        List.of("TicksNotStored", "TickStoreSilent", "AuditNotRunning", "ServiceNotReady"),
                        Duration.ofMinutes(2),
                        () -> away(pipeline, Embedded.POSTGRES)),
                new AlertEpisode(
                        "Kafka killed and kept down",
                        List.of("NoTicks"),
                        Duration.ofMinutes(2),
                        () -> away(pipeline, Embedded.KAFKA)),
                new AlertEpisode(
                        "risk killed and kept down",
                        List.of("ServiceDown", "RiskSilent"),
                        Duration.ofMinutes(4),
                        () -> away(pipeline, Service.RISK.module())));
    }

    /** Live prices, because ages and feeds are judged by the wall clock only there. */
    private List<Seen> aLiveMarket() throws Exception {
        List<Seen> here = new ArrayList<>();
        FeedOptions feed = new FeedOptions(
                FeedOptions.Kind.LIVE,
                List.of(),
                List.of(),
                List.of("BTCUSD", "ETHUSD"),
                null,
                null,
                null,
                null,
                "1m",
                null,
                "coinbase");
        try (StubCoinbase coinbase = new StubCoinbase(List.of("BTC-USD", "ETH-USD"));
                Pipeline pipeline = Pipeline.start(
                        state,
                        "live",
                        feed,
                        Map.of(
                                "FFE_MARKET_DATA_LIVE_COINBASE_STREAM_URL",
                                coinbase.url(),
                                "FFE_MARKET_DATA_LIVE_WARM_START",
                                "false"),
                        broker -> {});
                Prometheus prometheus = prometheus(pipeline, "live")) {
            // A first snapshot of each, so that there is an age.
            pipeline.await("snapshots", Duration.ofMinutes(4), () -> snapshots(pipeline) >= 4);
            List<AlertEpisode> episodes = List.of(
                    new AlertEpisode(
                            "prices fall by 60 % while somebody's position is open and the venue is frozen",
                            List.of("DrawdownHigh"), Duration.ofMinutes(2), () -> fall(pipeline, coinbase)),
                    new AlertEpisode(
                            "a provider repeats the same quote",
                            List.of("UnchangedQuotesUnusual"),
                            Duration.ofMinutes(2),
                            () -> {
                                coinbase.standStill(true);
                                return () -> coinbase.standStill(false);
                            }),
                    new AlertEpisode("the provider is gone", List.of("FeedSilent"), Duration.ofMinutes(2), () -> {
                        coinbase.goAway(true);
                        return () -> coinbase.goAway(false);
                    }),
                    new AlertEpisode(
                            "no quotes of one symbol, and risk frozen for three minutes",
                            List.of("DataOlderThanLimit", "HopTooOld"),
                            Duration.ofMinutes(8),
                            () -> quietSymbolAndFrozenRisk(pipeline, coinbase)));
            for (AlertEpisode episode : chosen(episodes)) {
                here.addAll(take(episode.in(prometheus)));
            }
            assertThat(prometheus.brokenRules()).isEmpty();
        }
        return here;
    }

    private Prometheus prometheus(Pipeline pipeline, String name) throws Exception {
        Map<String, String> targets = new TreeMap<>();
        Stream.concat(
                        Stream.of(Service.values()).map(Service::module),
                        name.equals("live") ? Stream.of() : Stream.of(Companion.AUDITOR))
                .forEach(component -> targets.put(
                        component, URI.create(pipeline.urlOf(component)).getAuthority()));
        Path folder = state.resolve("prometheus-" + name);
        return Prometheus.start(folder, targets, FasterRules.in(folder.resolve("rules"), FASTER));
    }

    private static End away(Pipeline pipeline, String component) {
        pipeline.takeAway(component);
        return () -> pipeline.bringBack(component);
    }

    private static End mood(OllamaStub ollama, Behaviour mood) {
        ollama.behave(mood);
        return () -> ollama.behave(ANSWERS);
    }

    private static void freeze(Pipeline pipeline, boolean frozen) {
        for (ProcessHandle process : pipeline.processTree(Service.PAPER_VENUE.module())) {
            if (frozen) {
                Signals.freeze(process.pid());
            } else {
                Signals.wake(process.pid());
            }
        }
    }

    /** What positions are worth is known from prices, and so has to be what is lost, also from a venue that does not answer. */
    private static End fall(Pipeline pipeline, StubCoinbase coinbase) throws Exception {
        order(pipeline, "stranger-1", "BTCUSD", "BUY", Origin.LIVE);
        pipeline.await("position in BTCUSD", SOON, () -> isHeld(pipeline, "BTCUSD"));
        freeze(pipeline, true);
        coinbase.level(FALLS_TO);
        return new End() {
            @Override
            public void now() {
                coinbase.level(1);
            }

            @Override
            public void atLast() throws Exception {
                freeze(pipeline, false);
                order(pipeline, "stranger-2", "BTCUSD", "SELL", Origin.LIVE);
            }
        };
    }

    private static End strangersOrder(Pipeline pipeline) throws Exception {
        Set<String> held = held(pipeline);
        String symbol = Stream.of(SwingingPrices.Market.values())
                .map(Enum::name)
                .filter(name -> !held.contains(name))
                .findFirst()
                .orElseThrow();
        order(pipeline, "stranger-1", symbol, "BUY", Origin.REPLAY);
        return () -> order(pipeline, "stranger-2", symbol, "SELL", Origin.REPLAY);
    }

    /** Symbols with a position. */
    private static Set<String> held(Pipeline pipeline) throws InterruptedException {
        try (RunningBooks books =
                new RunningBooks(pipeline.url(Service.EXECUTION), pipeline.token(Role.VIEWER, Duration.ofMinutes(5)))) {
            return books.positions().stream().map(BooksReader.Held::symbol).collect(Collectors.toSet());
        }
    }

    private static boolean isHeld(Pipeline pipeline, String symbol) {
        try {
            return held(pipeline).contains(symbol);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void order(Pipeline pipeline, String id, String symbol, String side, Origin origin)
            throws Exception {
        String body = Json.mapper()
                .writeValueAsString(Map.of(
                        "clientOrderId",
                        id,
                        "portfolioId",
                        "main",
                        "symbol",
                        symbol,
                        "side",
                        side,
                        "type",
                        "MARKET",
                        "quantity",
                        "1",
                        "timeInForce",
                        "GTC",
                        "reduceOnly",
                        false,
                        "origin",
                        origin));
        HttpResponse<String> answer = send(
                pipeline,
                Service.PAPER_VENUE,
                Role.SERVICE,
                HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)),
                "/api/v1/orders");
        if (answer.statusCode() != 201) {
            throw new IOException("the venue answered " + answer.statusCode() + " " + answer.body());
        }
    }

    private static End reduced(Pipeline pipeline) throws Exception {
        try (ControlClient client = new ControlClient(pipeline.token(Role.OPERATOR, Duration.ofHours(1)))) {
            String url = pipeline.url(Service.EXECUTION);
            ControlClient.Answer answer = client.ask(
                    url,
                    new ControlRequest(
                            ControlCommand.Action.REDUCE, "*", "an alert is rehearsed", "test", null, null, null));
            if (!(answer instanceof ControlClient.Answer.Took took)) {
                throw new IOException("execution said " + answer);
            }
            return () -> {
                try (ControlClient again = new ControlClient(pipeline.token(Role.OPERATOR, Duration.ofHours(1)))) {
                    again.ask(
                            url,
                            new ControlRequest(
                                    ControlCommand.Action.RESUME, "*", "rehearsed", "test", took.epoch(), null, null));
                }
            };
        }
    }

    /** The database's own guards are off for the one session, as they are for whoever repairs by hand. */
    private static End damagedLedger(Pipeline pipeline) throws Exception {
        byHand(pipeline, "+ 1");
        pipeline.kill(Companion.AUDITOR);
        return () -> {
            byHand(pipeline, "- 1");
            pipeline.kill(Companion.AUDITOR);
        };
    }

    private static void byHand(Pipeline pipeline, String change) throws Exception {
        try (Connection database = pipeline.database("ffe_execution");
                Statement sql = database.createStatement()) {
            sql.execute("SET session_replication_role = replica");
            sql.execute("UPDATE ledger_entry SET amount = amount " + change
                    + " WHERE (portfolio_id, execution_seq, account, currency) = (SELECT portfolio_id, execution_seq, account,"
                    + " currency FROM ledger_entry ORDER BY execution_seq, account LIMIT 1)");
        }
    }

    private static End lockedRisk(Pipeline pipeline) throws Exception {
        HeldLocks locks = HeldLocks.onTables(pipeline.database("ffe_risk"), List.of("inbox", "verdict"));
        Callers callers = Callers.of(pipeline, 40, Service.RISK, "/api/v1/verdicts");
        try (OutsideProducer producer = new OutsideProducer(pipeline.bootstrapServers());
                TopicReader reader = new TopicReader(pipeline.bootstrapServers())) {
            // A repeat is no harm: the inbox knows it.
            Decision one = decisions(reader).getFirst();
            for (int i = 0; i < 1_100; i++) {
                producer.sendInReplay(Topics.DECISIONS, one);
            }
        }
        return () -> {
            callers.close();
            locks.close();
        };
    }

    /** Clients that ask without a pause take as much of the machine as the service that answers them, which is then not busy. */
    private End runawayMarketData(Pipeline pipeline) throws Exception {
        Path order = state.resolve("spin");
        pipeline.startAnew(Service.MARKET_DATA, "-XX:ActiveProcessorCount=1", AgentJar.spinning(state, order));
        Files.createFile(order);
        return new End() {
            @Override
            public void now() throws Exception {
                Files.delete(order);
            }

            @Override
            public void atLast() throws Exception {
                pipeline.startAnew(Service.MARKET_DATA);
            }
        };
    }

    /** A heap that is too small from the start would keep the service from starting at all. */
    private End fullHeap(Pipeline pipeline) throws Exception {
        Path order = state.resolve("leak");
        pipeline.startAnew(Service.RISK, SMALL_HEAP, AgentJar.leaking(state, order));
        Files.writeString(order, "0.95");
        return () -> pipeline.startAnew(Service.RISK);
    }

    private static End heldRelay(Pipeline pipeline) throws Exception {
        HeldLocks lead =
                HeldLocks.onTheLead(pipeline.database("ffe_risk"), pipeline.database("ffe_risk"), LEAD_OF_RELAYS);
        try (OutsideProducer producer = new OutsideProducer(pipeline.bootstrapServers());
                TopicReader reader = new TopicReader(pipeline.bootstrapServers())) {
            for (Decision decision : enough(pipeline, reader)) {
                for (String desk : DESKS) {
                    ObjectNode json = Json.mapper().valueToTree(decision);
                    json.put("portfolioId", desk).put("producer", desk);
                    producer.sendInReplay(Topics.DECISIONS, Json.mapper().treeToValue(json, Decision.class));
                }
            }
        }
        return lead::close;
    }

    /** The last ones, because risk has to know the snapshots; as many as make the outbox of the desks' verdicts long. */
    private static List<Decision> enough(Pipeline pipeline, TopicReader reader) throws InterruptedException {
        pipeline.await(
                "decisions", Duration.ofMinutes(4), () -> decisions(reader).size() >= OF_EACH_DESK);
        List<Decision> all = decisions(reader);
        return all.subList(all.size() - OF_EACH_DESK, all.size());
    }

    /** Each once: other episodes repeat some of them. */
    private static List<Decision> decisions(TopicReader reader) {
        Map<String, Decision> decisions = new LinkedHashMap<>();
        reader.all(
                Topics.DECISIONS.topicName(),
                record -> TopicReader.event(record, Decision.class)
                        .filter(decision -> decision.portfolioId().equals("main"))
                        .ifPresent(decision -> decisions.putIfAbsent(decision.eventId(), decision)));
        return List.copyOf(decisions.values());
    }

    private static End quietSymbolAndFrozenRisk(Pipeline pipeline, StubCoinbase coinbase) throws Exception {
        coinbase.hush("ETH-USD", true);
        List<ProcessHandle> risk = pipeline.processTree(Service.RISK.module());
        risk.forEach(process -> Signals.freeze(process.pid()));
        Deadline.in(Duration.ofMinutes(3)).await(() -> false);
        risk.forEach(process -> Signals.wake(process.pid()));
        return () -> coinbase.hush("ETH-USD", false);
    }

    private static long snapshots(Pipeline pipeline) {
        try (TopicReader reader = new TopicReader(pipeline.bootstrapServers())) {
            return reader.counts(List.of(Topics.SNAPSHOTS.topicName())).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private static HttpResponse<String> send(
            Pipeline pipeline, Service service, Role role, HttpRequest.Builder request, String path)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    request.uri(URI.create(pipeline.url(service) + path))
                            .timeout(Duration.ofSeconds(20))
                            .header("Authorization", "Bearer " + pipeline.token(role, Duration.ofMinutes(5)))
                            .header("Content-Type", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static Set<String> alerts() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> rules = Files.list(Home.locate().root().resolve("deploy/prometheus/rules"))) {
            for (Path file : rules.toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.strip().startsWith("- alert: "))
                        .forEach(line -> names.add(line.strip().substring("- alert: ".length())));
            }
        }
        return names;
    }

    /** All, or those of one alert: {@code -Dffe.test.alert=EntriesClosed}. */
    private static List<AlertEpisode> chosen(List<AlertEpisode> episodes) {
        return episodes.stream()
                .filter(episode -> ONLY == null || Stream.of(ONLY.split(",")).anyMatch(episode.alerts()::contains))
                .toList();
    }

    /** Said at once, for whoever waits. */
    private List<Seen> take(List<Seen> now) {
        now.forEach(each -> System.err.println("alerts: " + each));
        seen.addAll(now);
        return now;
    }

    @AfterAll
    void write() throws IOException {
        if (seen.isEmpty() || ONLY != null) {
            return;
        }
        StringBuilder page = new StringBuilder("# Alerts set off by real faults\n\n");
        page.append("Written by `AlertsFireST` on ")
                .append(LocalDate.now(ZoneOffset.UTC))
                .append(
                        ". Two stacks (a replayed market as a free run, and live prices from a stub of the provider), and the real\n"
                                + "Prometheus, which scraped every second and evaluated the project's rules with `for:`, ranges and offsets divided by ")
                .append(FASTER)
                .append(" (not below 1 s, ranges\nnot below 5 s). Thresholds stay as they are.\n\n```sh\n")
                .append(
                        "./ffe test --full -Dit.test=AlertsFireST -Dtest=NoTest -Dsurefire.failIfNoSpecifiedTests=false "
                                + "-Dfailsafe.failIfNoSpecifiedTests=false\n```\n\n")
                .append("Fires: seconds from when the fault had been brought about. Goes: seconds from its end.\n\n")
                .append("| alert | fault | seen pending | fires s | goes s |\n|---|---|---|---|---|\n");
        seen.forEach(each -> page.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s |%n",
                each.alert(),
                each.fault(),
                each.pending() ? "yes" : "no",
                each.came() ? String.format(Locale.ROOT, "%.1f", each.firedSeconds()) : "never",
                each.went() ? String.format(Locale.ROOT, "%.1f", each.goneSeconds()) : "never")));
        Path file = Home.locate().root().resolve("docs/verification/alerts.md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, page.toString());
    }
}
