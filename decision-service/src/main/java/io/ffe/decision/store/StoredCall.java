package io.ffe.decision.store;

import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.ModelAnswer;
import io.ffe.decision.domain.ModelAnswer.Failed;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.domain.ModelCall.Asked;
import io.ffe.decision.domain.ModelCall.Figures;
import io.ffe.decision.domain.ModelCall.Wire;
import io.ffe.decision.domain.ModelFault;
import io.ffe.decision.domain.ModelSeat;
import io.ffe.decision.domain.RawBytes;
import io.ffe.decision.domain.RecordedCall;
import io.ffe.schema.event.TierStep.Tier;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What is kept of a call to a model, beside which decision it belongs to; written once, never changed. */
@MappedSuperclass
abstract class StoredCall {

    /** A model is asked once at most for each decision, and in a debate once in each seat. */
    record Key(String decisionId, String tier, String seat) implements Serializable {}

    @Id
    @Column(name = "decision_id")
    String decisionId;

    @Id
    String tier;

    @Id
    String seat;

    String model;

    @Nullable
    String digest;

    @Column(name = "server_version")
    @Nullable
    String serverVersion;

    @Column(name = "prompt_id")
    String promptId;

    @Column(name = "prompt_version")
    String promptVersion;

    @Column(name = "prompt_hash")
    String promptHash;

    int seed;

    @Nullable
    String held;

    byte @Nullable [] request;

    byte @Nullable [] response;

    @Column(name = "too_large")
    boolean tooLarge;

    @Column(name = "http_status")
    @Nullable
    Integer httpStatus;

    @Column(name = "content_type")
    @Nullable
    String contentType;

    /** Name of a {@link io.ffe.decision.domain.ModelFault}; null when the answer could be used. */
    @Nullable
    String fault;

    @Column(name = "fault_before")
    @Nullable
    String faultBefore;

    @Nullable
    String detail;

    @Column(name = "took_millis")
    @Nullable
    Long tookMillis;

    @Column(name = "done_reason")
    @Nullable
    String doneReason;

    @Column(name = "prompt_tokens")
    @Nullable
    Integer promptTokens;

    @Column(name = "answer_tokens")
    @Nullable
    Integer answerTokens;

    @Column(name = "total_nanos")
    @Nullable
    Long totalNanos;

    @Column(name = "load_nanos")
    @Nullable
    Long loadNanos;

    @Column(name = "prompt_nanos")
    @Nullable
    Long promptNanos;

    @Column(name = "answer_nanos")
    @Nullable
    Long answerNanos;

    protected StoredCall() {}

    StoredCall(String decisionId, ModelCall call) {
        this.decisionId = decisionId;
        this.tier = call.tier().name();
        Asked asked = call.asked();
        this.model = asked.model();
        this.digest = asked.digest();
        this.serverVersion = asked.serverVersion();
        this.promptId = asked.promptId();
        this.promptVersion = asked.promptVersion();
        this.promptHash = asked.promptHash();
        this.seed = asked.seed();
        this.held = asked.held().name();
        this.seat = asked.seat().name();
        Wire wire = call.wire();
        this.request = bytes(wire.request());
        this.response = bytes(wire.body());
        this.tooLarge = wire.tooLarge();
        this.httpStatus = wire.status();
        this.contentType = wire.contentType();
        switch (call.answer()) {
            case ModelAnswer.Proposed proposed -> this.tookMillis = proposed.tookMillis();
            case ModelAnswer.Argued argued -> this.tookMillis = argued.tookMillis();
            case Failed failed -> {
                this.fault = failed.fault().name();
                this.faultBefore =
                        failed.before() == null ? null : failed.before().name();
                this.detail = failed.detail();
                this.tookMillis = failed.tookMillis();
            }
        }
        Figures figures = call.figures();
        this.doneReason = figures.doneReason();
        this.promptTokens = figures.promptTokens();
        this.answerTokens = figures.answerTokens();
        this.totalNanos = figures.totalNanos();
        this.loadNanos = figures.loadNanos();
        this.promptNanos = figures.promptNanos();
        this.answerNanos = figures.answerNanos();
    }

    /** Not whole when an earlier version wrote it, which knew neither position nor content type. */
    RecordedCall call() {
        boolean whole = held != null && tookMillis != null;
        Failed failed = fault == null
                ? null
                : new Failed(
                        ModelFault.valueOf(fault),
                        faultBefore == null ? null : ModelFault.valueOf(faultBefore),
                        detail == null ? "" : detail,
                        tookMillis);
        return new RecordedCall(
                Tier.valueOf(tier),
                new Asked(
                        model,
                        digest,
                        serverVersion,
                        promptId,
                        promptVersion,
                        promptHash,
                        seed,
                        held == null ? Held.FLAT : Held.valueOf(held),
                        ModelSeat.valueOf(seat)),
                new Wire(raw(request), httpStatus, contentType, raw(response), tooLarge),
                new Figures(doneReason, promptTokens, answerTokens, totalNanos, loadNanos, promptNanos, answerNanos),
                failed,
                tookMillis == null ? 0 : tookMillis,
                whole);
    }

    private static @Nullable RawBytes raw(byte @Nullable [] bytes) {
        return bytes == null ? null : RawBytes.of(bytes);
    }

    private static byte @Nullable [] bytes(@Nullable RawBytes raw) {
        return raw == null ? null : raw.toArray();
    }
}
