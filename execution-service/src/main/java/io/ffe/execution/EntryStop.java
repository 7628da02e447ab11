package io.ffe.execution;

import io.ffe.execution.domain.DenialReason;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Whether entries are stopped, by the trading state, by risk's silence or by the venue's. Asked right before an entry leaves; knows no
 * database.
 */
@ApplicationScoped
class EntryStop {

    private final TradingLatch latch;
    private final RiskSilence silence;
    private final AccountAge account;

    EntryStop(TradingLatch latch, RiskSilence silence, AccountAge account) {
        this.latch = latch;
        this.silence = silence;
        this.account = account;
    }

    /** The denial of any entry of the portfolio; empty when entries may leave. */
    Optional<String> denial(String portfolioId) {
        return latch.stopsEntries(portfolioId)
                .map(DenialReason.TRADING_STATE::text)
                .or(() -> silence.stopsEntries().map(DenialReason.RISK_SILENT::text))
                .or(() -> account.stopsEntries(portfolioId).map(DenialReason.ACCOUNT_UNREAD::text));
    }

    /** True once the control topic was read; until then nobody knows what risk has said, and entries wait. */
    boolean known() {
        return latch.topicRead();
    }
}
