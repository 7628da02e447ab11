package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig.ProviderName;
import io.ffe.marketdata.domain.SymbolPipeline;
import io.ffe.marketdata.feed.live.FeedTrouble;
import io.ffe.marketdata.feed.live.History;
import io.ffe.schema.event.Bar;
import io.ffe.schema.money.Instrument;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Gives symbols their past from the first provider that has a history. It is asked once for the whole run: what is missing then is
 * missing for fifty bars, two days of hours. So a provider that stumbles is asked again, within a patience that all symbols share,
 * because while it is asked nothing else begins. Belongs to the live thread.
 */
final class WarmStart {

    private static final Logger LOG = Logger.getLogger(WarmStart.class);

    /** Longer than a provider that failed several times in a row is left alone. */
    static final Duration PAUSE = Duration.ofSeconds(6);

    private static final int PAUSES = 5;

    private static final Set<FeedTrouble.Kind> MAY_PASS =
            Set.of(FeedTrouble.Kind.DISCONNECTED, FeedTrouble.Kind.SILENT, FeedTrouble.Kind.RATE_LIMITED);

    private final Function<ProviderName, Optional<History>> histories;
    private final Pausing pausing;
    private int pausesLeft = PAUSES;

    /** Waits. */
    @FunctionalInterface
    interface Pausing {
        void pause(Duration time) throws InterruptedException;
    }

    /** @param histories of the providers that have one */
    WarmStart(Function<ProviderName, Optional<History>> histories, Pausing pausing) {
        this.histories = histories;
        this.pausing = pausing;
    }

    /**
     * Without a history, snapshots say that there is too little of it.
     *
     * @param order of the providers, the first one first
     * @param start the past ends here
     * @param runId goes onto the bars, which are never published
     */
    void warm(SymbolPipeline pipeline, Instrument instrument, List<ProviderName> order, Instant start, String runId)
            throws InterruptedException {
        for (ProviderName name : order) {
            Optional<History> history = histories.apply(name);
            if (history.isPresent()) {
                try {
                    List<Bar> bars = patiently(history.get(), instrument, start, runId);
                    bars.forEach(pipeline::warmUp);
                    LOG.infof("warm start symbol=%s provider=%s bars=%d", instrument.symbol(), name, bars.size());
                    return;
                } catch (FeedTrouble trouble) {
                    LOG.warnf(
                            "no warm start symbol=%s provider=%s detail=%s",
                            instrument.symbol(), name, trouble.getMessage());
                }
            }
        }
    }

    private List<Bar> patiently(History history, Instrument instrument, Instant start, String runId)
            throws FeedTrouble, InterruptedException {
        while (true) {
            try {
                return history.before(instrument, start, runId);
            } catch (FeedTrouble trouble) {
                if (pausesLeft == 0 || !MAY_PASS.contains(trouble.kind())) {
                    throw trouble;
                }
                pausesLeft--;
                LOG.infof("warm start is tried again symbol=%s detail=%s", instrument.symbol(), trouble.getMessage());
                pausing.pause(PAUSE);
            }
        }
    }
}
