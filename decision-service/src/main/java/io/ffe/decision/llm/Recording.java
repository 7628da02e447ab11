package io.ffe.decision.llm;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What went over the wire in one call: LangChain4j itself keeps neither the request nor the answer's own figures. Written
 * by the calling thread, read by the one that waits for it, also after it has given up.
 */
final class Recording {

    private static final ScopedValue<Recording> CURRENT = ScopedValue.newInstance();

    private volatile @Nullable String request;
    private volatile @Nullable String response;
    private volatile @Nullable Integer status;

    @Nullable
    String request() {
        return request;
    }

    @Nullable
    String response() {
        return response;
    }

    @Nullable
    Integer status() {
        return status;
    }

    /** True when the server has answered 200 and the whole body has come. */
    boolean complete() {
        Integer answered = status;
        return answered != null && answered == 200;
    }

    /** Runs the call; whatever a client made by {@link Client} sends meanwhile on this thread is recorded here. */
    void around(Runnable call) {
        ScopedValue.where(CURRENT, this).run(call);
    }

    private void answered(int with, @Nullable String body) {
        response = body;
        status = with;
    }

    /** Makes clients that record, around those that another builder makes. */
    record Builder(HttpClientBuilder of) implements HttpClientBuilder {

        @Override
        public Duration connectTimeout() {
            return of.connectTimeout();
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration timeout) {
            of.connectTimeout(timeout);
            return this;
        }

        @Override
        public Duration readTimeout() {
            return of.readTimeout();
        }

        @Override
        public HttpClientBuilder readTimeout(Duration timeout) {
            of.readTimeout(timeout);
            return this;
        }

        @Override
        public HttpClient build() {
            return new Client(of.build());
        }
    }

    /** Sends through another client and notes both bodies. */
    private record Client(HttpClient through) implements HttpClient {

        @Override
        public SuccessfulHttpResponse execute(HttpRequest request) {
            Recording recording = CURRENT.orElseThrow(
                    () -> new IllegalStateException("a model was called outside of Recording.around"));
            recording.request = request.body();
            try {
                SuccessfulHttpResponse answer = through.execute(request);
                recording.answered(answer.statusCode(), answer.body());
                return answer;
            } catch (HttpException refused) {
                recording.answered(refused.statusCode(), refused.getMessage());
                throw refused;
            }
        }

        @Override
        public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
            throw new UnsupportedOperationException("answers are not streamed");
        }
    }
}
