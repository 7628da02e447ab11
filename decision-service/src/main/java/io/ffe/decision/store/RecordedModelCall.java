package io.ffe.decision.store;

import io.ffe.decision.domain.ModelCall;
import jakarta.persistence.Entity;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** Row of {@code model_call}: a call on whose answer a decision was made, or that failed on the way. */
@Entity
@Table(name = "model_call")
@IdClass(StoredCall.Key.class)
class RecordedModelCall extends StoredCall {

    protected RecordedModelCall() {}

    RecordedModelCall(String decisionId, ModelCall call) {
        super(decisionId, call);
    }
}
