package io.ffe.messaging.inbox;

import io.ffe.messaging.RunConfig;
import io.ffe.schema.event.Origin;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.serde.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a record belongs to the run that this process serves: its run, where its prices come from, and its kind of time.
 * Whoever writes to a topic may claim anything; what differs from the run's own settings is never worked with.
 */
@ApplicationScoped
public class RunAdmission {

    /** What is worked out from a time, an age or an end of validity, has to be a time as well that can be written down. */
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2199-12-31T23:59:59Z");

    private final RunConfig run;

    RunAdmission(RunConfig run) {
        this.run = run;
    }

    /**
     * What speaks against a record.
     *
     * @param detail names the thing, its value and what was expected
     */
    public record Objection(DeadLetterReason reason, String detail) {}

    /** @throws Refusal when the record is of another run, or lacks the logical time that goes with this one */
    public void admit(String runId, Envelope envelope) {
        refuse(ofAnotherRun(runId).or(() -> ofAnotherTime(envelope)));
    }

    /** As above, and @throws Refusal when it was made from prices of another origin. */
    public void admit(String runId, Origin origin, Envelope envelope) {
        refuse(ofAnotherRun(runId).or(() -> misfit(origin, envelope)));
    }

    /** @throws Refusal when the record is of another run */
    public void admit(String runId) {
        refuse(ofAnotherRun(runId));
    }

    /**
     * @param field that the record has the time in
     * @throws Refusal when what is worked out from the time might be none that could be written down
     */
    public void admitTime(String field, Instant time) {
        if (believable(time) == null) {
            throw new Refusal(DeadLetterReason.INVALID_VALUE, outOfRange(field, time));
        }
    }

    /** The time, or null for none and for one that no work could be done at. */
    static @Nullable Instant believable(@Nullable Instant logicalNow) {
        return logicalNow == null || logicalNow.isBefore(EARLIEST) || logicalNow.isAfter(LATEST) ? null : logicalNow;
    }

    /** What speaks against a record of this run: made from prices of another origin, or another kind of time. */
    public Optional<Objection> misfit(Origin origin, Envelope envelope) {
        return origin == run.origin()
                ? ofAnotherTime(envelope)
                : Optional.of(new Objection(
                        DeadLetterReason.INVALID_VALUE,
                        "origin is " + origin + ", expected " + run.origin() + ", where prices of this run come from"));
    }

    private Optional<Objection> ofAnotherRun(String runId) {
        return runId.equals(run.id())
                ? Optional.empty()
                : Optional.of(
                        new Objection(DeadLetterReason.FOREIGN_RUN, "runId is " + runId + ", expected " + run.id()));
    }

    /** Logical time belongs to a replay. Without it a replay has no now; with it a live record could choose its own age. */
    private Optional<Objection> ofAnotherTime(Envelope envelope) {
        Instant logicalNow = envelope.logicalNow();
        boolean live = run.origin() == Origin.LIVE;
        if (!live && logicalNow == null) {
            return Optional.of(new Objection(
                    DeadLetterReason.MISSING_HEADER,
                    "header ffe-now is absent, expected in a run that is " + run.origin()));
        }
        if (logicalNow != null && believable(logicalNow) == null) {
            return Optional.of(new Objection(DeadLetterReason.INVALID_VALUE, outOfRange("header ffe-now", logicalNow)));
        }
        return live && logicalNow != null
                ? Optional.of(new Objection(
                        DeadLetterReason.INVALID_VALUE,
                        "header ffe-now is " + logicalNow
                                + ", expected none in a live run: there the clock is the system's"))
                : Optional.empty();
    }

    private static String outOfRange(String field, Instant time) {
        return field + " is " + time + ", expected a time from " + EARLIEST + " to " + LATEST;
    }

    private static void refuse(Optional<Objection> objection) {
        objection.ifPresent(found -> {
            throw new Refusal(found.reason(), found.detail());
        });
    }
}
