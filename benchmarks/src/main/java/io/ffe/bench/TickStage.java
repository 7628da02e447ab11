package io.ffe.bench;

import io.ffe.bench.stage.ArmMain;
import io.ffe.bench.stage.ClientSettings;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.testing.CoverageAgent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The tick stage beside a bare relay and Kafka Streams, draining a topic that was filled before. Each arm is a process that
 * stays; rounds go forth and back through the arms, each into an empty topic. What an arm wrote has to be what was read, byte for
 * byte, before its speed counts (looked at in the warm-up round; later rounds are counted).
 */
final class TickStage implements Benchmark {

    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final int GUESSED_RATE = 150_000;
    private static final int PARTITIONS = Topics.TICKS.partitions();
    /** Logical: some hundred ticks a second and symbol, so that a round closes some hundred bars. */
    private static final Duration BETWEEN_TICKS = Duration.ofMillis(1);

    /** Who is compared. */
    private enum Contender {
        RELAY("relay"),
        FFE("ffe"),
        STREAMS("streams");

        private final String arm;

        Contender(String arm) {
            this.arm = arm;
        }
    }

    private record Round(double perSecond, double microsPerTick) {}

    @Override
    public String name() {
        return "tick-stage";
    }

    @Override
    public String about() {
        return "ticks a second through reading, checks, bars and writing, beside a bare relay and Kafka Streams";
    }

    @Override
    public List<Finding> run(Effort effort, Consumer<String> progress) throws Exception {
        long count = Math.max(1_000, Math.round(effort.seconds() * GUESSED_RATE));
        Map<Contender, List<Round>> rounds = new EnumMap<>(Contender.class);
        Map<Contender, Worker> workers = new EnumMap<>(Contender.class);
        try (Broker broker = Broker.start(false)) {
            progress.accept("writing " + count + " ticks to read");
            fill(broker, count);
            long expected = sum(broker, Topics.TICKS.topicName(), count);
            try {
                for (Contender each : Contender.values()) {
                    workers.put(each, Worker.start(each.arm, broker));
                    rounds.put(each, new ArrayList<>());
                    Round warm =
                            round(broker, each, Objects.requireNonNull(workers.get(each)), "warm", count, expected);
                    progress.accept("warm-up " + each.arm + ": " + Spread.number(warm.perSecond()) + " ticks/s");
                }
                for (int i = 0; i < effort.rounds(); i++) {
                    List<Contender> order = new ArrayList<>(List.of(Contender.values()));
                    for (Contender each : i % 2 == 0 ? order : order.reversed()) {
                        Round round = round(
                                broker, each, Objects.requireNonNull(workers.get(each)), "round-" + i, count, null);
                        Objects.requireNonNull(rounds.get(each)).add(round);
                        progress.accept("round " + (i + 1) + " of " + effort.rounds() + ", " + each.arm + ": "
                                + Spread.number(round.perSecond()) + " ticks/s, "
                                + Spread.number(round.microsPerTick()) + " CPU-us a tick");
                    }
                }
            } finally {
                workers.values().forEach(Worker::close);
            }
        }
        return findings(rounds);
    }

    private List<Finding> findings(Map<Contender, List<Round>> rounds) {
        List<Finding> findings = new ArrayList<>();
        findings.add(rate(rounds, Contender.RELAY, "bare relay", Finding.Bound.atLeast(0.45, 0.75)));
        findings.add(rate(rounds, Contender.STREAMS, "Kafka Streams", Finding.Bound.atLeast(1.0, 2.0)));
        if (Processors.measurable()) {
            findings.add(processors(rounds, Contender.RELAY, "bare relay"));
            findings.add(processors(rounds, Contender.STREAMS, "Kafka Streams"));
        }
        return findings;
    }

    private Finding rate(Map<Contender, List<Round>> rounds, Contender peer, String label, Finding.Bound bound) {
        List<Double> ours = figures(rounds, Contender.FFE, true);
        List<Double> theirs = figures(rounds, peer, true);
        return new Finding(
                name(),
                "ticks/s",
                Spread.of(ours),
                new Finding.Peer(label, Spread.of(theirs)),
                Spread.of(ratios(ours, theirs)),
                bound);
    }

    private Finding processors(Map<Contender, List<Round>> rounds, Contender peer, String label) {
        List<Double> ours = figures(rounds, Contender.FFE, false);
        List<Double> theirs = figures(rounds, peer, false);
        return new Finding(
                name(),
                "CPU-us a tick, broker included",
                Spread.of(ours),
                new Finding.Peer(label, Spread.of(theirs)),
                Spread.of(ratios(ours, theirs)),
                null);
    }

    private static List<Double> figures(Map<Contender, List<Round>> rounds, Contender of, boolean rate) {
        return Objects.requireNonNull(rounds.get(of)).stream()
                .map(round -> rate ? round.perSecond() : round.microsPerTick())
                .toList();
    }

    private static List<Double> ratios(List<Double> ours, List<Double> theirs) {
        return IntStream.range(0, ours.size())
                .mapToObj(i -> ours.get(i) / theirs.get(i))
                .toList();
    }

    private static void fill(Broker broker, long count) {
        TickSeries series = new TickSeries("bench", Origin.SYNTHETIC, 1);
        try (TickWriter writer = new TickWriter(broker.bootstrapServers(), ClientSettings.LINGER_MILLIS)) {
            for (long i = 0; i < count; i++) {
                var at = TickSeries.START.plus(BETWEEN_TICKS.multipliedBy(i));
                Tick tick = series.next(at, at.plusMillis(2));
                writer.write(tick);
            }
        }
    }

    /** From the first record in the topic to the last, by looking at the topic: the same for all arms. */
    private static Round round(
            Broker broker, Contender contender, Worker worker, String label, long count, @Nullable Long expected)
            throws Exception {
        String out = "bench-" + contender.arm + "-" + label;
        broker.createTopic(out, PARTITIONS);
        List<Long> pids = new ArrayList<>(broker.pids());
        pids.add(worker.pid());
        worker.tell(out + " " + count);
        long first = awaitMore(broker, worker, out, 0);
        long startedAt = System.nanoTime();
        double startedWith = seconds(pids);
        long have = first;
        while (have < count) {
            have = awaitMore(broker, worker, out, have);
        }
        double took = (System.nanoTime() - startedAt) / 1e9;
        double used = seconds(pids) - startedWith;
        worker.awaitDone();
        if (have != count) {
            throw new IllegalStateException(contender.arm + " wrote " + have + " records, expected " + count);
        }
        if (expected != null && sum(broker, out, count) != expected) {
            throw new IllegalStateException(contender.arm + " wrote other bytes than it read");
        }
        broker.deleteTopic(out);
        return new Round((count - first) / took, used * 1e6 / (count - first));
    }

    private static double seconds(List<Long> pids) {
        return Processors.measurable() ? Processors.seconds(pids) : 0;
    }

    private static long awaitMore(Broker broker, Worker worker, String topic, long than) throws Exception {
        while (true) {
            long size = broker.size(topic, PARTITIONS);
            if (size > than) {
                return size;
            }
            worker.checkAlive();
            Thread.sleep(10);
        }
    }

    /** A sum over the values that does not depend on the order of partitions. */
    private static long sum(Broker broker, String topic, long count) {
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        long sum = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                ClientSettings.consumer(broker.bootstrapServers(), 100),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long heardAt = System.nanoTime();
            for (long read = 0; read < count; ) {
                if (System.nanoTime() - heardAt > SILENCE.toNanos()) {
                    throw new IllegalStateException(topic + " has " + read + " records, expected " + count);
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    CRC32 crc = new CRC32();
                    crc.update(record.value());
                    sum += crc.getValue();
                    read++;
                    heardAt = System.nanoTime();
                }
            }
        }
        return sum;
    }

    /** The process of an arm. */
    private static final class Worker implements AutoCloseable {

        private final Process process;
        private final BufferedReader answers;
        private final PrintStream rounds;

        private Worker(Process process) {
            this.process = process;
            this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            this.rounds = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        }

        static Worker start(String arm, Broker broker) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider",
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                    "-Djava.util.logging.manager=java.util.logging.LogManager"));
            command.addAll(CoverageAgent.options());
            String options = System.getProperty("ffe.bench.arm-options." + arm);
            if (options != null) {
                command.addAll(List.of(options.split(" ")));
            }
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    ArmMain.class.getName(),
                    arm,
                    broker.bootstrapServers(),
                    broker.folder().resolve("streams").toString()));
            Worker worker = new Worker(new ProcessBuilder(command)
                    .redirectError(broker.folder().resolve(arm + ".log").toFile())
                    .start());
            worker.await("ready");
            return worker;
        }

        long pid() {
            return process.pid();
        }

        void tell(String round) {
            rounds.println(round);
        }

        void awaitDone() throws IOException {
            await("done");
        }

        void checkAlive() {
            if (!process.isAlive()) {
                throw new IllegalStateException("the process "
                        + process.info().commandLine().orElse("") + " ended with " + process.exitValue());
            }
        }

        private void await(String answer) throws IOException {
            String line = answers.readLine();
            if (!answer.equals(line)) {
                throw new IllegalStateException("the process of an arm said '" + line + "', expected " + answer);
            }
        }

        @Override
        public void close() {
            rounds.close();
            try {
                process.waitFor();
            } catch (InterruptedException hurried) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
