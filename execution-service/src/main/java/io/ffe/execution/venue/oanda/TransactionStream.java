package io.ffe.execution.venue.oanda;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.execution.venue.oanda.OandaJson.StreamLine;
import io.ffe.schema.serde.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * OANDA's transaction stream as a doorbell: it says up to which transaction there is something to ask for, and nothing is booked from
 * it. What it repeats, reorders, leaves out or says too late costs time and nothing else.
 *
 * <p>Heartbeats come every 5 s. After 20 s of silence, OANDA's own advice, an open connection counts as dead and is made anew; until it
 * speaks again whoever follows the account has to ask.
 */
final class TransactionStream implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TransactionStream.class);

    static final Duration SILENCE = Duration.ofSeconds(20);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int LONGEST_LINE = 1024 * 1024;

    private final HttpClient client;
    private final URI uri;
    private final Duration connectTimeout;
    private final OandaToken token;
    private final LongSupplier nanos;
    private final Thread reader = Thread.ofVirtual().name("oanda-transactions").unstarted(this::run);
    private @Nullable InputStream open;
    private boolean speaking;
    private boolean closed;
    private long heardAt;
    private long lastTold;

    /** @param uri of the stream, with the account */
    TransactionStream(URI uri, Duration connectTimeout, OandaToken token, LongSupplier nanos) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.uri = uri;
        this.connectTimeout = connectTimeout;
        this.token = token;
        this.nanos = nanos;
    }

    void start() {
        reader.start();
    }

    /**
     * Waits until there is something after a transaction, or the time is over.
     *
     * @return false when there is nothing; true also when the stream does not speak, and only asking tells
     */
    synchronized boolean awaitAfter(long transaction, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (!speaks() || lastTold <= transaction) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return !speaks();
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** True while something was heard in the last 20 s; a connection that has been silent for longer, or from the first, is given up. */
    synchronized boolean speaks() {
        if (open != null && nanos.getAsLong() - heardAt > SILENCE.toNanos()) {
            LOG.warnf("transaction stream silent for more than %d s, connecting anew", SILENCE.toSeconds());
            speaking = false;
            drop();
        }
        return speaking;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!isClosed()) {
            boolean heard = readOnce();
            pause = heard ? FIRST_PAUSE : pause;
            rest(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    /** @return whether anything was heard before it ended */
    private boolean readOnce() {
        boolean heard = false;
        try (InputStream in = connect()) {
            String line = line(in);
            while (line != null) {
                heard |= take(line);
                line = line(in);
            }
            LOG.infof("transaction stream ended");
        } catch (IOException | VenueUnavailable broken) {
            if (!isClosed()) {
                // The token is in a header, which no message of these shows.
                LOG.infof("transaction stream broken cause=%s", broken);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            ended();
        }
        return heard;
    }

    private InputStream connect() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token.read())
                .header("Accept-Datetime-Format", "RFC3339")
                .timeout(connectTimeout)
                .build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            response.body().close();
            throw new IOException("status " + response.statusCode());
        }
        InputStream in = new BufferedInputStream(response.body());
        synchronized (this) {
            if (closed) {
                in.close();
            }
            open = in;
            heardAt = nanos.getAsLong();
        }
        return in;
    }

    /** The next line, or null at the end. Bytes above 127 do not matter to what is read here. */
    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (line.length() == LONGEST_LINE) {
                throw new IOException("a line of more than " + LONGEST_LINE + " bytes");
            }
            line.append((char) next);
            next = in.read();
        }
        return next < 0 && line.isEmpty() ? null : line.toString().strip();
    }

    private boolean take(String line) {
        if (line.isEmpty()) {
            return false;
        }
        long told = 0;
        try {
            StreamLine parsed = Json.mapper().readValue(line.getBytes(StandardCharsets.ISO_8859_1), StreamLine.class);
            String number = parsed.id() == null ? parsed.lastTransactionId() : parsed.id();
            told = number == null ? 0 : Long.parseLong(number);
        } catch (JsonProcessingException | NumberFormatException unreadable) {
            return false;
        } catch (IOException impossible) {
            throw new IllegalStateException("reading bytes in memory", impossible);
        }
        synchronized (this) {
            speaking = true;
            heardAt = nanos.getAsLong();
            lastTold = Math.max(lastTold, told);
            notifyAll();
        }
        return true;
    }

    private synchronized void ended() {
        speaking = false;
        open = null;
        notifyAll();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void rest(Duration pause) {
        long deadline = System.nanoTime() + pause.toNanos();
        long left = pause.toNanos();
        while (!closed && left > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return;
            }
            left = deadline - System.nanoTime();
        }
    }

    private synchronized void drop() {
        InputStream body = open;
        if (body != null) {
            try {
                body.close();
            } catch (IOException alreadyGone) {
                // Closing is all that was wanted.
            }
            open = null;
        }
        notifyAll();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            drop();
        }
        client.shutdownNow();
    }
}
