package io.ffe.risk;

import io.ffe.risk.config.RiskConfig;
import io.ffe.risk.domain.history.DailyCloses;
import io.ffe.risk.domain.limit.RiskLimits;
import io.ffe.risk.feed.DailyFile;
import io.ffe.risk.store.Snapshots;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Daily closes: of days that this service has seen snapshots of, else from the files that it was given. Both are inputs of the
 * run, so a rerun sees the same.
 */
@Startup
@ApplicationScoped
public class History {

    private static final Logger LOG = Logger.getLogger(History.class);

    private final DailyCloses fromFiles;
    private final Snapshots snapshots;

    /** @throws IllegalArgumentException when a file cannot be used */
    History(RiskConfig config, Snapshots snapshots) {
        this.snapshots = snapshots;
        Map<String, SortedMap<LocalDate, BigDecimal>> closes = new TreeMap<>();
        for (String argument : config.history().files().orElse(List.of())) {
            DailyFile file = DailyFile.read(argument);
            closes.computeIfAbsent(file.symbol(), symbol -> new TreeMap<>()).putAll(file.closes());
            LOG.infof(
                    "daily history read symbol=%s days=%d",
                    file.symbol(), file.closes().size());
        }
        this.fromFiles = new DailyCloses(closes);
    }

    /** What is known about some symbols, as far back as any limit may look; belongs into a transaction. */
    DailyCloses of(Set<String> symbols, Instant now) {
        LocalDate from = now.atZone(ZoneOffset.UTC).toLocalDate().minusDays(2L * RiskLimits.MOST_DAYS + 10);
        return snapshots.closes(symbols, from).orElse(fromFiles);
    }
}
