package io.ffe.decision.store;

import io.ffe.decision.domain.ModelCall;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** Row of {@code model_call}; written once, never changed. */
@Entity
@Table(name = "model_call")
class RecordedModelCall {

    @Id
    @Column(name = "decision_id")
    String decisionId;

    String model;

    @Column(name = "prompt_id")
    String promptId;

    @Column(name = "prompt_version")
    String promptVersion;

    @Column(name = "prompt_hash")
    String promptHash;

    int seed;

    String request;

    @Nullable
    String response;

    @Column(name = "http_status")
    @Nullable
    Integer httpStatus;

    protected RecordedModelCall() {}

    RecordedModelCall(String decisionId, ModelCall call, String request) {
        this.decisionId = decisionId;
        this.model = call.model();
        this.promptId = call.promptId();
        this.promptVersion = call.promptVersion();
        this.promptHash = call.promptHash();
        this.seed = call.seed();
        this.request = request;
        this.response = call.response();
        this.httpStatus = call.httpStatus();
    }
}
