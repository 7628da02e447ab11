package io.ffe.bench;

import io.ffe.bench.stage.ClientSettings;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.process.Compilers;
import io.ffe.stack.process.JavaCommand;
import io.ffe.stack.process.Ports;
import io.ffe.stack.run.Home;
import io.ffe.stack.testing.CoverageAgent;
import io.ffe.stack.token.SigningKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The packaged market-data service under load: live ticks of an outside producer on the topic, into bars of seven timeframes, the
 * ring, the database and whatever else the service does with a tick, broker, database and producer on the same machine. Each
 * rate is held for a while and the ticks that the service has not taken in yet are sampled: a rate is sustained when the
 * lag of the second half of the time is not above that of the first by more than a second's worth, and never above two seconds'.
 */
final class SustainedLoad implements Benchmark {

    private static final Pattern TAKEN = Pattern.compile("(?m)^ffe_ticks_total\\{[^}]*} ([0-9.E+]+)$");
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final long SAMPLE_MILLIS = 500;
    private static final int MILLIS_A_SLICE = 5;

    /** The last slice is sent when its time is over, as every other is, and the broker's answer takes a moment more. */
    private static final Duration ON_TIME = Duration.ofMillis(50);

    /**
     * What one rate came to.
     *
     * @param offered ticks a second that the producer really sent
     * @param worstLag in ticks
     */
    private record Step(int rate, double offered, double worstLag, boolean sustained, double microsPerTick) {}

    @Override
    public String name() {
        return "sustained";
    }

    @Override
    public String about() {
        return "the highest rate of ticks through topic, bars and store without growing lag";
    }

    @Override
    public List<Finding> run(Effort effort, Consumer<String> progress) throws Exception {
        List<Step> steps = new ArrayList<>();
        Clock clock = Clock.systemUTC();
        try (Broker broker = Broker.start(true)) {
            int port = Ports.anyFree();
            Process service = start(broker, port);
            try (Metrics metrics = new Metrics(port);
                    Load load = new Load(broker.bootstrapServers(), clock)) {
                metrics.awaitReady(service);
                List<Long> pids = new ArrayList<>(broker.pids());
                pids.add(service.pid());
                load.at(
                        effort.rates().getFirst(),
                        Duration.ofSeconds(
                                Math.max(1, Math.min(20, effort.hold().toSeconds()))),
                        sent -> {});
                metrics.awaitTaken(load.sent());
                for (int rate : effort.rates()) {
                    Step step = step(rate, effort.hold(), load, metrics, pids);
                    steps.add(step);
                    progress.accept(Spread.number(step.rate()) + " ticks/s for "
                            + effort.hold().toSeconds()
                            + " s: " + (step.sustained() ? "sustained" : "NOT sustained") + ", sent "
                            + Spread.number(step.offered()) + "/s, lag up to " + Spread.number(step.worstLag())
                            + " ticks, " + Spread.number(step.microsPerTick()) + " CPU-us a tick");
                    if (!step.sustained()) {
                        break;
                    }
                }
            } finally {
                service.destroy();
                if (!service.waitFor(20, TimeUnit.SECONDS)) {
                    service.destroyForcibly();
                }
            }
        }
        double best = steps.stream()
                .filter(Step::sustained)
                .mapToDouble(Step::offered)
                .max()
                .orElse(0);
        double micros = steps.stream()
                .filter(Step::sustained)
                .mapToDouble(Step::microsPerTick)
                .reduce((first, second) -> second)
                .orElse(Double.NaN);
        return List.of(
                Finding.absolute(
                        name(),
                        "ticks/s without growing lag, held for " + effort.hold().toSeconds() + " s",
                        Spread.of(best),
                        Finding.Bound.atLeast(50_000, 150_000)),
                Finding.informing(name(), "CPU-us a tick at that rate, broker and service", Spread.of(micros)));
    }

    private static Step step(int rate, Duration hold, Load load, Metrics metrics, List<Long> pids) throws Exception {
        List<Double> lags = new ArrayList<>();
        long before = load.sent();
        double processors = Processors.measurable() ? Processors.seconds(pids) : 0;
        long late = load.at(rate, hold, sent -> lags.add(sent - metrics.taken()));
        long took = hold.toNanos() + (late <= ON_TIME.toNanos() ? 0 : late);
        double offered = (load.sent() - before) * 1e9 / took;
        double used = Processors.measurable() ? Processors.seconds(pids) - processors : 0;
        double worst = lags.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        int half = lags.size() / 2;
        boolean growing = average(lags.subList(half, lags.size())) > average(lags.subList(0, half)) + rate;
        boolean kept = offered > 0.97 * rate;
        metrics.awaitTaken(load.sent());
        return new Step(
                rate,
                offered,
                worst,
                kept && !growing && worst <= 2.0 * rate,
                used * 1e6 / Math.max(1, load.sent() - before));
    }

    private static double average(List<Double> lags) {
        return lags.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /** In a live run whose provider does not answer: the only ticks are those on the topic. */
    private static Process start(Broker broker, int port) throws IOException {
        Databases.Access database = Databases.provide(broker.postgres(), "ffe_market_data", Databases.randomPassword());
        SigningKeys keys = SigningKeys.in(broker.folder().resolve("keys"));
        // Both compilers, as in its image: ffe up does without the second one for the sake of its many short runs.
        List<String> options = new ArrayList<>();
        String more = System.getProperty("ffe.bench.service-options");
        if (more != null) {
            options.addAll(List.of(more.split(" ")));
        }
        options.addAll(CoverageAgent.options());
        List<String> command = Compilers.BOTH.in(JavaCommand.ofJar(
                Home.locate().serviceJar("market-data-service"), "bench-market-data", "256m", options, List.of()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(broker.folder().resolve("market-data.log").toFile());
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers()),
                        Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                        Map.entry("QUARKUS_HTTP_PORT", String.valueOf(port)),
                        Map.entry("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl()),
                        Map.entry("QUARKUS_DATASOURCE_USERNAME", database.username()),
                        Map.entry("QUARKUS_DATASOURCE_PASSWORD", database.password()),
                        Map.entry("MP_JWT_VERIFY_PUBLICKEY_LOCATION", "file:" + keys.publicKeyFile()),
                        Map.entry("FFE_RUN_ID", "bench"),
                        Map.entry("FFE_RUN_ORIGIN", "live"),
                        Map.entry("FFE_MARKET_DATA_FEED_KIND", "live"),
                        Map.entry("FFE_MARKET_DATA_FEED_SYMBOLS", String.join(",", TickSeries.SYMBOLS)),
                        Map.entry("FFE_MARKET_DATA_SNAPSHOT_TIMEFRAME", "1m"),
                        Map.entry("FFE_MARKET_DATA_LIVE_WARM_START", "false"),
                        Map.entry("FFE_MARKET_DATA_LIVE_COINBASE_STREAM_URL", "ws://127.0.0.1:" + Ports.anyFree())));
        return builder.start();
    }

    /** What the service says of itself. */
    private static final class Metrics implements AutoCloseable {

        private final HttpClient http = HttpClient.newHttpClient();
        private final int port;

        Metrics(int port) {
            this.port = port;
        }

        private HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        /** It is never quite ready, for want of its provider: that it answers is enough. */
        void awaitReady(Process service) throws InterruptedException {
            long since = System.nanoTime();
            while (System.nanoTime() - since < START_LIMIT.toNanos()) {
                if (!service.isAlive()) {
                    throw new IllegalStateException("market-data ended with " + service.exitValue());
                }
                try {
                    if (get("/q/health/live").statusCode() == 200) {
                        return;
                    }
                } catch (IOException notYet) {
                    TimeUnit.MILLISECONDS.sleep(200);
                }
            }
            throw new IllegalStateException("market-data does not answer after " + START_LIMIT.toSeconds() + " s");
        }

        double taken() {
            try {
                Matcher counts = TAKEN.matcher(get("/q/metrics").body());
                double sum = 0;
                while (counts.find()) {
                    sum += Double.parseDouble(counts.group(1));
                }
                return sum;
            } catch (IOException silent) {
                throw new IllegalStateException("market-data does not tell its metrics", silent);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped while asking market-data", stopped);
            }
        }

        void awaitTaken(long sent) throws InterruptedException {
            long since = System.nanoTime();
            while (taken() < sent) {
                if (System.nanoTime() - since > START_LIMIT.toNanos()) {
                    throw new IllegalStateException("market-data has taken " + taken() + " of " + sent + " ticks after "
                            + START_LIMIT.toSeconds() + " s");
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }

        @Override
        public void close() {
            http.close();
        }
    }

    /**
     * An outside producer that is as cheap as it can be, because it shares the machine: bytes are patched into a ready record, and its
     * clock is the machine's.
     */
    private static final class Load implements AutoCloseable {

        private final KafkaProducer<byte[], byte[]> producer;
        private final Clock clock;
        private final List<CheapTick> ticks = new ArrayList<>();
        private long sent;
        /** As the sampling thread sees it. */
        private volatile long shown;

        Load(String bootstrapServers, Clock clock) {
            this.clock = clock;
            this.producer = new KafkaProducer<>(
                    ClientSettings.producer(bootstrapServers, ClientSettings.LINGER_MILLIS),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            TickSeries series = new TickSeries("bench-load", Origin.LIVE, 1);
            Instant sample = Instant.parse("2025-01-01T00:00:00.001Z");
            for (int i = 0; i < TickSeries.SYMBOLS.size(); i++) {
                Tick tick = series.next(sample, sample);
                ticks.add(new CheapTick(tick));
            }
        }

        long sent() {
            return sent;
        }

        /**
         * Sends at the rate, evenly in slices of some milliseconds, and calls the sampler on a thread of its own.
         *
         * @return nanoseconds from the end of the hold until the broker had all that was due in it
         */
        long at(int rate, Duration hold, Consumer<Long> sampler) throws InterruptedException {
            long start = System.nanoTime();
            long from = sent;
            Thread sampling = Thread.ofPlatform().start(() -> {
                while (System.nanoTime() - start < hold.toNanos()) {
                    sampler.accept(shown);
                    try {
                        Thread.sleep(SAMPLE_MILLIS);
                    } catch (InterruptedException stopped) {
                        return;
                    }
                }
            });
            long passed;
            do {
                passed = System.nanoTime() - start;
                long due = from + Math.min(passed, hold.toNanos()) * rate / 1_000_000_000;
                byte[] time = CheapTick.time(clock.instant());
                while (sent < due) {
                    CheapTick tick = ticks.get((int) (sent % ticks.size()));
                    producer.send(tick.record(time));
                    sent++;
                }
                shown = sent;
                if (passed < hold.toNanos()) {
                    Thread.sleep(MILLIS_A_SLICE);
                }
            } while (passed < hold.toNanos());
            producer.flush();
            long late = System.nanoTime() - start - hold.toNanos();
            sampling.interrupt();
            sampling.join();
            return late;
        }

        @Override
        public void close() {
            producer.close();
        }
    }

    /** A tick's record whose sequence and times are written over in place: digits of a fixed number. */
    private static final class CheapTick {

        private static final long FIRST_SEQUENCE = 1_000_000_000;
        private static final int TIME_CHARS = 24;
        private static final DateTimeFormatter MILLISECONDS =
                new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

        private final byte[] key;
        private final byte[] value;
        private final int sequenceAt;
        private final int occurredAt;
        private final int receivedAt;
        private final String symbol;
        private long sequence = FIRST_SEQUENCE;

        CheapTick(Tick sample) {
            Tick tick = new Tick(
                    sample.symbol(),
                    sample.source(),
                    FIRST_SEQUENCE,
                    sample.kind(),
                    sample.occurredAt(),
                    sample.receivedAt(),
                    sample.bid(),
                    sample.ask(),
                    null,
                    null,
                    null,
                    null,
                    sample.origin(),
                    false);
            symbol = tick.symbol();
            key = bytes(symbol);
            value = EventCodec.payload(tick);
            String json = new String(value, StandardCharsets.UTF_8);
            sequenceAt = json.indexOf(String.valueOf(FIRST_SEQUENCE));
            occurredAt = json.indexOf("2025-01-01T");
            receivedAt = json.indexOf("2025-01-01T", occurredAt + 1);
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        static byte[] time(Instant now) {
            return bytes(MILLISECONDS.format(now));
        }

        ProducerRecord<byte[], byte[]> record(byte[] time) {
            long number = ++sequence;
            for (int at = sequenceAt + 9; at >= sequenceAt; at--) {
                value[at] = (byte) ('0' + number % 10);
                number /= 10;
            }
            System.arraycopy(time, 0, value, occurredAt, TIME_CHARS);
            System.arraycopy(time, 0, value, receivedAt, TIME_CHARS);
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topics.TICKS.topicName(), key, value.clone());
            record.headers()
                    .add("ce_specversion", bytes("1.0"))
                    .add("ce_id", bytes("bench-load:" + symbol + ":" + sequence))
                    .add("ce_type", bytes("io.ffe.tick.v1"))
                    .add("ce_source", bytes("bench"))
                    .add("ce_time", time)
                    .add("ce_subject", key)
                    .add("content-type", bytes("application/json"));
            return record;
        }
    }
}
