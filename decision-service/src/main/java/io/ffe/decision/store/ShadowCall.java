package io.ffe.decision.store;

import io.ffe.decision.domain.ModelCall;
import jakarta.persistence.Entity;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** Row of {@code shadow_call}: a call that no decision has looked at. */
@Entity
@Table(name = "shadow_call")
@IdClass(StoredCall.Key.class)
class ShadowCall extends StoredCall {

    protected ShadowCall() {}

    ShadowCall(String decisionId, ModelCall call) {
        super(decisionId, call);
    }
}
