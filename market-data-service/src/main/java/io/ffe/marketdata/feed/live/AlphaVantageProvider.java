package io.ffe.marketdata.feed.live;

import io.ffe.schema.money.Instrument;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Quotes by asking Alpha Vantage again and again, one instrument after another, evenly within the limit of the key. A quote
 * that has the time of the one before is the same quote.
 */
public final class AlphaVantageProvider implements Provider {

    /** The documented place. */
    public static final URI PUBLIC = URI.create("https://www.alphavantage.co");

    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int LONGEST_ANSWER = 1024 * 1024;

    private final URI uri;
    private final String key;
    private final List<Instrument> instruments;
    private final Duration pause;
    private final HttpClient http;

    /**
     * @param key goes into the request and nowhere else
     * @param requestsPerMinute what the key may ask; 5 with a free one
     */
    public AlphaVantageProvider(
            URI uri, String key, List<Instrument> instruments, int requestsPerMinute, HttpClient http) {
        this.uri = uri;
        this.key = key;
        this.instruments = List.copyOf(instruments);
        this.pause = Duration.ofMinutes(1).dividedBy(requestsPerMinute);
        this.http = http;
    }

    @Override
    public String name() {
        return "alphavantage";
    }

    /** Two requests in a row without an answer. */
    @Override
    public Duration silence() {
        return pause.plus(ANSWER).multipliedBy(2);
    }

    /** The exchange rate of a closed market keeps its time. */
    @Override
    public Optional<Duration> silenceOfPrices() {
        return Optional.empty();
    }

    /** Opens with a first answer, so that a wrong key is no connection. */
    @Override
    public Session open(FeedSink sink) throws FeedTrouble, InterruptedException {
        Polling polling = new Polling(sink);
        polling.ask(instruments.getFirst());
        polling.start();
        return polling;
    }

    private final class Polling implements Session {

        private final FeedSink sink;
        private final Map<String, Instant> lastTimes = new HashMap<>();
        private final AtomicReference<@Nullable FeedTrouble> ended = new AtomicReference<>();
        private final Thread thread =
                Thread.ofVirtual().name("alphavantage-polling").unstarted(this::poll);

        Polling(FeedSink sink) {
            this.sink = sink;
        }

        void start() {
            thread.start();
        }

        private void poll() {
            int next = instruments.size() > 1 ? 1 : 0;
            try {
                while (ended.get() == null) {
                    Thread.sleep(pause);
                    ask(instruments.get(next));
                    next = (next + 1) % instruments.size();
                }
            } catch (FeedTrouble trouble) {
                ended.compareAndSet(null, trouble);
            } catch (InterruptedException closed) {
                ended.compareAndSet(null, new FeedTrouble(FeedTrouble.Kind.DISCONNECTED, "closed"));
            }
        }

        void ask(Instrument instrument) throws FeedTrouble, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(uri.resolve("/query?function=CURRENCY_EXCHANGE_RATE"
                            + "&from_currency=" + instrument.baseCurrency() + "&to_currency="
                            + instrument.quoteCurrency() + "&apikey=" + key))
                    .timeout(ANSWER)
                    .build();
            String body;
            try {
                HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream in = response.body()) {
                    body = new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
                }
                if (response.statusCode() != 200) {
                    throw new FeedTrouble(
                            response.statusCode() == 429
                                    ? FeedTrouble.Kind.RATE_LIMITED
                                    : FeedTrouble.Kind.DISCONNECTED,
                            uri + " answered " + response.statusCode());
                }
            } catch (IOException notConnected) {
                // Its message could hold the request, and that holds the key.
                throw new FeedTrouble(
                        FeedTrouble.Kind.DISCONNECTED,
                        uri + ": " + notConnected.getClass().getSimpleName());
            }
            tell(AlphaVantageAnswers.quote(instrument.symbol(), body));
        }

        private void tell(Observation quote) {
            Instant last = lastTimes.put(quote.symbol(), quote.occurredAt());
            sink.heard();
            if (quote.occurredAt().equals(last)) {
                sink.refused(quote.symbol(), FeedRefusal.REPEATED, "refreshed " + last + " as before");
            } else {
                sink.observed(quote);
            }
        }

        @Override
        public Optional<FeedTrouble> ended() {
            return Optional.ofNullable(ended.get());
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
