package io.ffe.execution;

import io.ffe.execution.domain.DenialReason;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Whether entries are stopped, by the trading state or by risk's silence. Asked right before an entry leaves; knows no database. */
@ApplicationScoped
class EntryStop {

    private final TradingLatch latch;
    private final RiskSilence silence;

    EntryStop(TradingLatch latch, RiskSilence silence) {
        this.latch = latch;
        this.silence = silence;
    }

    /** The denial of any entry of the portfolio; empty when entries may leave. */
    Optional<String> denial(String portfolioId) {
        return latch.stopsEntries(portfolioId)
                .map(DenialReason.TRADING_STATE::text)
                .or(() -> silence.stopsEntries().map(DenialReason.RISK_SILENT::text));
    }

    /** True once the control topic was read; until then nobody knows what risk has said, and entries wait. */
    boolean known() {
        return latch.topicRead();
    }
}
