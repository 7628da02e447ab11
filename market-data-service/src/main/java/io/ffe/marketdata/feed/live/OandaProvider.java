package io.ffe.marketdata.feed.live;

import io.ffe.schema.money.Instrument;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Bid and ask of OANDA's v20 pricing stream, at most four a second for each instrument. Needs an account and a token. */
public final class OandaProvider implements Provider {

    /** Heartbeats come every 5 s; OANDA's own advice is to reconnect after 10. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final URI uri;
    private final String account;
    private final String token;
    private final Symbology symbology;
    private final HttpClient http;

    /** @param token goes into a header and nowhere else */
    public OandaProvider(URI uri, String account, String token, List<Instrument> instruments, HttpClient http) {
        this.uri = uri;
        this.account = account;
        this.token = token;
        this.symbology = new Symbology(instruments, "_");
        this.http = http;
    }

    @Override
    public String name() {
        return "oanda";
    }

    @Override
    public Duration silence() {
        return SILENCE;
    }

    /** The market is closed at weekends, and heartbeats come all the same. */
    @Override
    public Optional<Duration> silenceOfPrices() {
        return Optional.empty();
    }

    @Override
    public Session open(FeedSink sink) throws FeedTrouble, InterruptedException {
        String instruments = URLEncoder.encode(String.join(",", symbology.names()), StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(
                        uri.resolve("/v3/accounts/" + account + "/pricing/stream?instruments=" + instruments))
                .header("Authorization", "Bearer " + token)
                .timeout(CONNECT)
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                response.body().close();
                throw refused(response);
            }
            return new Stream(response.body(), new OandaLines(symbology, sink), sink);
        } catch (IOException notConnected) {
            throw new FeedTrouble(FeedTrouble.Kind.DISCONNECTED, uri + ": " + notConnected);
        }
    }

    private FeedTrouble refused(HttpResponse<?> response) {
        return switch (response.statusCode()) {
            case 401, 403 ->
                new FeedTrouble(
                        FeedTrouble.Kind.UNAUTHORIZED,
                        uri + " answered " + response.statusCode()
                                + ": the token is refused, or is not of this account and environment");
            case 429 -> new FeedTrouble(FeedTrouble.Kind.RATE_LIMITED, uri + " answered 429: too many requests");
            default -> new FeedTrouble(FeedTrouble.Kind.DISCONNECTED, uri + " answered " + response.statusCode());
        };
    }

    /** Reads lines on a thread of its own. */
    private static final class Stream implements Session {

        private static final int LONGEST_LINE = 64 * 1024;

        private final InputStream in;
        private final OandaLines lines;
        private final FeedSink sink;
        private final AtomicReference<@Nullable FeedTrouble> ended = new AtomicReference<>();
        private final Thread reader;
        private volatile boolean closed;

        Stream(InputStream body, OandaLines lines, FeedSink sink) {
            this.in = new BufferedInputStream(body);
            this.lines = lines;
            this.sink = sink;
            this.reader = Thread.ofVirtual().name("oanda-stream").start(this::read);
        }

        private void read() {
            try {
                StringBuilder line = new StringBuilder();
                int character;
                while ((character = in.read()) >= 0 && !closed && ended.get() == null) {
                    if (character == '\n') {
                        take(line.toString().strip());
                        line.setLength(0);
                    } else if (line.length() == LONGEST_LINE) {
                        sink.refused(
                                "OTHER", FeedRefusal.UNREADABLE, "a line of more than " + LONGEST_LINE + " characters");
                        end(
                                FeedTrouble.Kind.UNREADABLE,
                                "OANDA sent a line of more than " + LONGEST_LINE + " characters");
                    } else {
                        line.append((char) character);
                    }
                }
                end(FeedTrouble.Kind.DISCONNECTED, "OANDA ended the stream");
            } catch (IOException cut) {
                end(FeedTrouble.Kind.DISCONNECTED, "the stream broke: " + cut.getMessage());
            } catch (RuntimeException bug) {
                end(FeedTrouble.Kind.UNREADABLE, bug.getClass().getSimpleName());
            }
        }

        private void take(String line) {
            if (line.isEmpty()) {
                return;
            }
            if (!line.startsWith("{")) {
                sink.refused("OTHER", FeedRefusal.UNREADABLE, "no JSON object: '" + Shown.of(line) + "'");
                end(FeedTrouble.Kind.UNREADABLE, "OANDA sent '" + Shown.of(line) + "' and no JSON");
                return;
            }
            lines.take(line).ifPresent(trouble -> ended.compareAndSet(null, trouble));
        }

        private void end(FeedTrouble.Kind kind, String why) {
            ended.compareAndSet(null, new FeedTrouble(kind, why));
        }

        @Override
        public Optional<FeedTrouble> ended() {
            return Optional.ofNullable(ended.get());
        }

        @Override
        public void close() {
            closed = true;
            try {
                in.close();
                reader.join(Duration.ofSeconds(1));
            } catch (IOException alreadyGone) {
                // Closing is all that was wanted.
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
