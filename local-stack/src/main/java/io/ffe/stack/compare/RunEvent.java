package io.ffe.stack.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * An event as it is compared, one line of {@code events.jsonl.gz}.
 *
 * @param id differs between runs
 * @param label for people: what it is about
 * @param at the event's own time
 * @param coreHash SHA-256 of the canonical form, the same between equal runs
 * @param core the canonical form itself, to show where two events differ
 */
record RunEvent(String topic, String key, String id, String label, Instant at, String coreHash, JsonNode core) {}
