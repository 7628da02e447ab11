package io.ffe.marketdata.feed.live;

import io.ffe.schema.money.Instrument;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Quotes by asking Alpha Vantage again and again, one instrument after another, evenly within the limit of the key. A quote
 * that has the time of the one before is the same quote.
 */
public final class AlphaVantageProvider implements Provider {

    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final URI uri;
    private final String key;
    private final List<Instrument> instruments;
    private final Duration pause;
    private final RestCalls calls;
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<String, Instant> lastTimes = new ConcurrentHashMap<>();

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
        this.calls = new RestCalls("alphavantage", http, requestsPerMinute, Duration.ofMinutes(1));
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

    @Override
    public boolean metered() {
        return true;
    }

    /** Opens with a first answer, so that a wrong key is no connection. */
    @Override
    public Session open(FeedSink sink) throws FeedTrouble, InterruptedException {
        Polling polling = new Polling(sink);
        polling.askNext();
        polling.start();
        return polling;
    }

    private final class Polling implements Session {

        private final FeedSink sink;
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
            try {
                while (ended.get() == null) {
                    Thread.sleep(pause);
                    askNext();
                }
            } catch (FeedTrouble trouble) {
                ended.compareAndSet(null, trouble);
            } catch (InterruptedException closed) {
                ended.compareAndSet(null, new FeedTrouble(FeedTrouble.Kind.DISCONNECTED, "closed"));
            } catch (RuntimeException bug) {
                ended.compareAndSet(
                        null,
                        new FeedTrouble(
                                FeedTrouble.Kind.UNREADABLE, bug.getClass().getSimpleName()));
            }
        }

        /** Goes round all instruments, over reconnects too, so that none keeps another from its turn. */
        void askNext() throws FeedTrouble, InterruptedException {
            Instrument instrument = instruments.get(Math.floorMod(asked.getAndIncrement(), instruments.size()));
            String body = calls.get(
                    uri.resolve("/query?function=CURRENCY_EXCHANGE_RATE&from_currency=" + instrument.baseCurrency()
                            + "&to_currency=" + instrument.quoteCurrency() + "&apikey=" + key),
                    Map.of(),
                    "Alpha Vantage's rate of " + instrument.symbol());
            AlphaVantageAnswers.quote(instrument.symbol(), body)
                    .ifPresentOrElse(
                            this::tell,
                            () -> sink.refused(
                                    instrument.symbol(), FeedRefusal.NO_PRICE, "an answer without bid, ask and time"));
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
            try {
                thread.join(ANSWER);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
