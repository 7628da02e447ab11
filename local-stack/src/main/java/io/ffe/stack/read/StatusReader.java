package io.ffe.stack.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.GateResult;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.Portfolio;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.broker.BrokerAccess;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.process.Memory;
import io.ffe.stack.process.PidFile;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Endpoints;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.view.Figures;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Gathers a {@link Status}. */
public final class StatusReader {

    /** Who has a say in trading, the one that sends orders first. */
    public static final List<Service> TRADING = List.of(Service.EXECUTION, Service.RISK);

    private static final int DECISIONS_SHOWN = 10;
    /** Enough to find the verdict and the orders of the decisions that are shown. */
    private static final int LOOKED_BACK = 400;

    private static final Duration BROKER_LIMIT = Duration.ofSeconds(15);

    private final Home home;
    private final CurrentRun current;
    private final ServiceClient client;
    private final Clock clock;
    private final Duration brokerLimit;

    public StatusReader(Home home, CurrentRun current, ServiceClient client, Clock clock) {
        this(home, current, client, clock, BROKER_LIMIT);
    }

    /** @param brokerLimit for each answer of the broker */
    StatusReader(Home home, CurrentRun current, ServiceClient client, Clock clock, Duration brokerLimit) {
        this.home = home;
        this.current = current;
        this.client = client;
        this.clock = clock;
        this.brokerLimit = brokerLimit;
    }

    /** Asks everybody; what does not answer is said to be silent, or left out and told why. */
    public Status read() throws InterruptedException {
        List<Status.Process> processes = new ArrayList<>();
        List<ServiceClient.Age> ages = new ArrayList<>();
        Optional<ServiceClient.Replay> replay;
        // All at once: one that is silent costs three seconds.
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<CurrentRun.Part, Future<String>> states = new LinkedHashMap<>();
            List<Future<List<ServiceClient.Age>>> measured = new ArrayList<>();
            for (CurrentRun.Part part : current.services().reversed()) {
                states.put(part, threads.submit(() -> client.state(part.url())));
                measured.add(threads.submit(() -> client.ages(part.url())));
            }
            Future<Optional<ServiceClient.Replay>> asked = threads.submit(() -> client.replay(current));
            for (Map.Entry<CurrentRun.Part, Future<String>> state : states.entrySet()) {
                CurrentRun.Part part = state.getKey();
                processes.add(process(part.name(), state.getValue().get(), part.port()));
            }
            for (Future<List<ServiceClient.Age>> age : measured) {
                ages.addAll(age.get());
            }
            replay = asked.get();
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        }
        processes.add(process("kafka", "", portOf(current.bootstrapServers())));
        processes.add(process("postgres", "", portOf(current.postgres().replaceAll("/.*", ""))));
        Optional<List<Status.Lag>> lag = lag();
        List<Portfolio> portfolios = null;
        List<Status.LastDecision> decisions = null;
        Map<String, Long> deadLetters = null;
        List<String> problems = new ArrayList<>();
        try (TopicReader reader = new TopicReader(BrokerAccess.open(current.bootstrapServers()), brokerLimit)) {
            portfolios = portfolios(reader);
            decisions = decisions(reader);
            deadLetters = deadLetters(reader);
        } catch (KafkaException away) {
            List<String> leftOut = new ArrayList<>();
            addWhenAbsent(leftOut, lag.orElse(null), "lag");
            addWhenAbsent(leftOut, portfolios, "portfolios");
            addWhenAbsent(leftOut, decisions, "last decisions");
            addWhenAbsent(leftOut, deadLetters, "dead letters");
            problems.add("Kafka at " + current.bootstrapServers() + " does not answer (" + away.getMessage()
                    + "), left out: " + String.join(", ", leftOut) + ". See ./ffe logs kafka");
        }
        if (lag.isEmpty() && problems.isEmpty()) {
            problems.add(
                    "Kafka at " + current.bootstrapServers() + " did not say in time what its readers have committed,"
                            + " left out: lag. Try again, or see ./ffe logs kafka");
        }
        return new Status(
                current.runId(),
                current.startedAt(),
                current.infrastructure(),
                replay.orElse(null),
                processes,
                trading(Endpoints.of(current), client),
                unknownOrders(Endpoints.of(current), client),
                lag.orElse(null),
                ages,
                portfolios,
                decisions,
                deadLetters,
                problems);
    }

    private static void addWhenAbsent(List<String> names, @Nullable Object value, String name) {
        if (value == null) {
            names.add(name);
        }
    }

    private static List<Status.Trading> trading(Endpoints services, ServiceClient client) throws InterruptedException {
        List<Status.Trading> all = new ArrayList<>();
        for (Service service : TRADING) {
            all.addAll(trading(services, service, client));
        }
        return all;
    }

    /** What a service of {@link #TRADING} says of the trading state; nothing when it does not answer. */
    public static List<Status.Trading> trading(Endpoints services, Service service, ServiceClient client)
            throws InterruptedException {
        List<Status.Trading> all = new ArrayList<>();
        Optional<String> url = services.url(service);
        if (url.isPresent()) {
            client.json(url.get() + ControlClient.PATH).ifPresent(answer -> {
                answer.path("states").forEach(state -> all.add(trading(service.module(), state)));
                answer.path("signalOnly")
                        .forEach(portfolio -> all.add(new Status.Trading(
                                service.module(),
                                "",
                                portfolio.path("portfolioId").asText(),
                                Status.Trading.SIGNAL_ONLY,
                                0,
                                service.module(),
                                portfolio.path("why").asText(),
                                "")));
                if (answer.has("riskSilent")) {
                    all.add(silent(service.module(), answer.path("riskSilent").asText()));
                }
            });
        }
        return all;
    }

    /** Orders of which the venue has to be asked. */
    public static List<Status.UnknownOrder> unknownOrders(Endpoints services, ServiceClient client)
            throws InterruptedException {
        List<Status.UnknownOrder> all = new ArrayList<>();
        Optional<String> execution = services.url(Service.EXECUTION);
        if (execution.isPresent()) {
            client.json(execution.get() + "/api/v1/orders?state=UNKNOWN&limit=100")
                    .ifPresent(orders -> orders.forEach(order -> all.add(new Status.UnknownOrder(
                            order.path("clientOrderId").asText(),
                            order.path("symbol").asText(),
                            order.path("purpose").asText(),
                            order.path("decidedAt").asText(),
                            order.path("reason").asText()))));
        }
        return all;
    }

    /** Entries are stopped although nobody has set a state. */
    private static Status.Trading silent(String service, String why) {
        return new Status.Trading(service, "", Control.ALL, "RISK_SILENT", 0, service, why, "");
    }

    private static Status.Trading trading(String service, JsonNode state) {
        return new Status.Trading(
                service,
                state.path("source").asText(),
                state.path("scope").asText(),
                state.path("state").asText(),
                state.path("epoch").asLong(),
                state.path("actor").asText(),
                state.path("reason").asText(),
                state.path("changedAt").asText());
    }

    private Status.Process process(String name, String state, int port) {
        Path pidFile = home.pids().resolve(name + ".json");
        Optional<ProcessHandle> running = PidFile.read(pidFile).flatMap(PidFile::running);
        long uptime = running.flatMap(handle -> handle.info().startInstant())
                .map(started -> Duration.between(started, clock.instant()).toSeconds())
                .orElse(0L);
        Memory memory = running.flatMap(Memory::of).orElse(new Memory(0, 0));
        String shown = state.isEmpty() ? (running.isPresent() ? "running" : "not ours or dead") : state;
        return new Status.Process(
                name,
                shown,
                port,
                running.map(ProcessHandle::pid).orElse(-1L),
                uptime,
                memory.residentKib(),
                memory.peakKib());
    }

    private static int portOf(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private Optional<List<Status.Lag>> lag() throws InterruptedException {
        Admin admin;
        try {
            admin = TopicCreation.admin(current.bootstrapServers());
        } catch (KafkaException noAddress) {
            return Optional.empty();
        }
        try {
            Map<String, ListConsumerGroupOffsetsSpec> groups = new TreeMap<>();
            admin.listGroups().all().get(brokerLimit.toMillis(), TimeUnit.MILLISECONDS).stream()
                    .filter(listing -> listing.type()
                            .filter(type -> type != GroupType.SHARE)
                            .isPresent())
                    .forEach(listing -> groups.put(listing.groupId(), new ListConsumerGroupOffsetsSpec()));
            Map<String, Map<TopicPartition, OffsetAndMetadata>> committed =
                    admin.listConsumerGroupOffsets(groups).all().get(brokerLimit.toMillis(), TimeUnit.MILLISECONDS);
            Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
            committed
                    .values()
                    .forEach(offsets ->
                            offsets.keySet().forEach(partition -> asked.put(partition, OffsetSpec.latest())));
            Map<TopicPartition, ListOffsetsResultInfo> ends =
                    admin.listOffsets(asked).all().get(brokerLimit.toMillis(), TimeUnit.MILLISECONDS);
            List<Status.Lag> lags = new ArrayList<>();
            new TreeMap<>(committed).forEach((group, offsets) -> {
                Map<String, Long> byTopic = new TreeMap<>();
                offsets.forEach((partition, offset) -> {
                    ListOffsetsResultInfo end = ends.get(partition);
                    if (offset != null && end != null) {
                        byTopic.merge(partition.topic(), Math.max(0, end.offset() - offset.offset()), Long::sum);
                    }
                });
                byTopic.forEach((topic, records) -> lags.add(new Status.Lag(group, topic, records)));
            });
            return Optional.of(lags);
        } catch (ExecutionException | TimeoutException brokerAway) {
            return Optional.empty();
        } finally {
            // Without a limit it waits up to a minute for what was not answered.
            admin.close(Duration.ZERO);
        }
    }

    private static List<Portfolio> portfolios(TopicReader reader) {
        Map<String, Portfolio> latest = new TreeMap<>();
        reader.tail(Topics.PORTFOLIO.topicName(), LOOKED_BACK)
                .forEach(record -> TopicReader.event(record, Portfolio.class)
                        .ifPresent(seen -> latest.merge(
                                seen.portfolioId(),
                                seen,
                                (old, fresh) -> fresh.version() >= old.version() ? fresh : old)));
        return List.copyOf(latest.values());
    }

    private static List<Status.LastDecision> decisions(TopicReader reader) {
        // Upstream first: what is read later then knows all of what was read before.
        List<Decision> decisions = new ArrayList<>();
        reader.tail(Topics.DECISIONS.topicName(), DECISIONS_SHOWN)
                .forEach(record -> TopicReader.event(record, Decision.class).ifPresent(decisions::add));
        decisions.sort(Comparator.comparing(Decision::asOf).thenComparing(Decision::symbol));
        Map<String, Verdict> verdicts = new HashMap<>();
        reader.tail(Topics.VERDICTS.topicName(), LOOKED_BACK)
                .forEach(record -> TopicReader.event(record, Verdict.class)
                        .ifPresent(verdict -> verdicts.put(verdict.decisionId(), verdict)));
        Map<String, Execution> executions = new HashMap<>();
        reader.tail(Topics.EXECUTIONS.topicName(), LOOKED_BACK)
                .forEach(record -> TopicReader.event(record, Execution.class).ifPresent(execution -> {
                    Execution.OrderStatus order = execution.order();
                    // Protection has the entry's decision too; what became of the decision itself is its own order.
                    if (order != null
                            && order.decisionId() != null
                            && order.purpose() != OrderIntent.Purpose.PROTECTION) {
                        executions.put(order.decisionId(), execution);
                    }
                }));
        return decisions.subList(Math.max(0, decisions.size() - DECISIONS_SHOWN), decisions.size()).stream()
                .map(decision -> new Status.LastDecision(
                        decision.asOf(),
                        decision.symbol(),
                        decision.outcome().name(),
                        decision.action().name(),
                        decision.confidence(),
                        decision.tier().name(),
                        describe(verdicts.get(decision.decisionId())),
                        describe(executions.get(decision.decisionId()))))
                .toList();
    }

    private static String describe(@Nullable Verdict verdict) {
        if (verdict == null) {
            return "";
        }
        List<String> failed = verdict.gates().stream()
                .filter(gate -> gate.status() == GateResult.Status.FAILED)
                .map(GateResult::gate)
                .toList();
        return verdict.result() + (failed.isEmpty() ? "" : " " + String.join(",", failed));
    }

    private static String describe(@Nullable Execution execution) {
        if (execution == null || execution.order() == null) {
            return "";
        }
        Execution.OrderStatus order = execution.order();
        Execution.Fill fill = execution.fill();
        return order.state()
                + (fill == null
                        ? ""
                        : " " + fill.side() + " " + Figures.plain(fill.quantity()) + " at "
                                + Figures.plain(fill.price()));
    }

    private static Map<String, Long> deadLetters(TopicReader reader) {
        Map<String, Long> counts = new TreeMap<>(reader.counts(
                Arrays.stream(Topics.values()).map(Topics::dlqName).toList()));
        counts.values().removeIf(count -> count == 0);
        return counts;
    }
}
