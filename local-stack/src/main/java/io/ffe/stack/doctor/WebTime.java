package io.ffe.stack.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** A web server's clock: the header {@code Date} of whatever it answers, in whole seconds. */
public record WebTime(URI url) implements TimeSource {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public String name() {
        return url.toString();
    }

    @Override
    public Duration step() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Instant time() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<Void> answer = http.send(
                    HttpRequest.newBuilder(url).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.discarding());
            String date = answer.headers()
                    .firstValue("Date")
                    .orElseThrow(() -> new IOException("its answer has no header Date"));
            return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException noTime) {
            throw new IOException("its header Date is no time", noTime);
        }
    }
}
