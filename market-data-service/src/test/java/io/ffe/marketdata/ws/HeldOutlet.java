package io.ffe.marketdata.ws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A way to a client that takes frames at once, or holds them until it is told to let go. */
final class HeldOutlet implements Outlet {

    private final List<String> sent = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    boolean holds;
    int pings;
    int closeCode;
    String closeReason;
    boolean aborted;
    long foreignBytes;

    @Override
    public void send(String text, Runnable written, Runnable lost) {
        sent.add(text);
        if (holds) {
            held.add(written);
        } else {
            written.run();
        }
    }

    @Override
    public void ping() {
        pings++;
    }

    @Override
    public void close(int code, String reason) {
        closeCode = code;
        closeReason = reason;
    }

    @Override
    public void abort() {
        aborted = true;
    }

    @Override
    public long waitingBytes() {
        return foreignBytes;
    }

    void letGo() {
        held.forEach(Runnable::run);
        held.clear();
    }

    List<JsonNode> frames() {
        return sent.stream()
                .map(text -> {
                    try {
                        return Json.mapper().readTree(text);
                    } catch (JsonProcessingException notJson) {
                        throw new UncheckedIOException(notJson);
                    }
                })
                .toList();
    }

    JsonNode last() {
        return frames().getLast();
    }
}
