package io.ffe.decision.llm;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import io.ffe.decision.domain.ModelCall.Wire;
import io.ffe.decision.domain.RawBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What goes over the wire in one call: LangChain4j keeps neither the request nor the answer's own figures. Written by the
 * calling thread, read by the one that waits for it, also after it has given up.
 */
final class Recording {

    /** Far above what the most tokens can fill; of more, only this much is read and kept. */
    static final int MOST_BYTES = 64 * 1024;

    private static final ScopedValue<Recording> CURRENT = ScopedValue.newInstance();

    private volatile Wire wire = Wire.NONE;

    /** What has gone over the wire by now. */
    Wire soFar() {
        return wire;
    }

    /** Runs the call; whatever a client made by {@link Builder} sends meanwhile on this thread is recorded here. */
    void around(Runnable call) {
        ScopedValue.where(CURRENT, this).run(call);
    }

    /**
     * Makes LangChain4j's clients. Its own one for the JDK reads a body of any size into memory and tells nobody whether the
     * server has begun to answer.
     */
    static final class Builder implements HttpClientBuilder {

        private final java.net.http.HttpClient through;
        private @Nullable Duration connectTimeout;
        private @Nullable Duration readTimeout;

        /** @param through sends; its connection timeout holds, and the deadline is the guard's */
        Builder(java.net.http.HttpClient through) {
            this.through = through;
        }

        @Override
        public @Nullable Duration connectTimeout() {
            return connectTimeout;
        }

        @Override
        public HttpClientBuilder connectTimeout(@Nullable Duration timeout) {
            connectTimeout = timeout;
            return this;
        }

        @Override
        public @Nullable Duration readTimeout() {
            return readTimeout;
        }

        @Override
        public HttpClientBuilder readTimeout(@Nullable Duration timeout) {
            readTimeout = timeout;
            return this;
        }

        @Override
        public HttpClient build() {
            return new Client(through);
        }
    }

    /** One request, one attempt, and no more bytes than are wanted. */
    private record Client(java.net.http.HttpClient through) implements HttpClient {

        @Override
        public SuccessfulHttpResponse execute(HttpRequest request) {
            Recording recording = CURRENT.orElseThrow(
                    () -> new IllegalStateException("a model was called outside of Recording.around"));
            try {
                return recording.exchange(through, request);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            } catch (InterruptedException abandoned) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the call was abandoned", abandoned);
            }
        }

        @Override
        public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
            throw new UnsupportedOperationException("answers are not streamed");
        }
    }

    private SuccessfulHttpResponse exchange(java.net.http.HttpClient through, HttpRequest request)
            throws IOException, InterruptedException {
        RawBytes sent = RawBytes.of(request.body());
        java.net.http.HttpRequest.Builder builder = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .method(request.method().name(), java.net.http.HttpRequest.BodyPublishers.ofByteArray(sent.toArray()));
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        wire = new Wire(sent, null, null, null, false);
        HttpResponse<InputStream> answer = through.send(builder.build(), HttpResponse.BodyHandlers.ofInputStream());
        String contentType = answer.headers().firstValue("Content-Type").orElse(null);
        wire = new Wire(sent, answer.statusCode(), contentType, null, false);
        // Closing what was not read to its end closes the connection.
        try (InputStream stream = answer.body()) {
            byte[] read = stream.readNBytes(MOST_BYTES + 1);
            boolean tooLarge = read.length > MOST_BYTES;
            RawBytes body = RawBytes.of(tooLarge ? Arrays.copyOf(read, MOST_BYTES) : read);
            wire = new Wire(sent, answer.statusCode(), contentType, body, tooLarge);
            if (answer.statusCode() != 200) {
                throw new HttpException(answer.statusCode(), "the server answered " + answer.statusCode());
            }
            if (tooLarge) {
                throw new IOException("the answer is larger than " + MOST_BYTES + " bytes");
            }
            return SuccessfulHttpResponse.builder()
                    .statusCode(answer.statusCode())
                    .headers(answer.headers().map())
                    .body(body.text())
                    .build();
        }
    }
}
