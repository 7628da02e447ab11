package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.config.StaleAfter;
import io.ffe.marketdata.domain.PipelineSettings;
import io.ffe.marketdata.domain.QualityLimits;
import io.ffe.marketdata.feed.Feed;
import io.ffe.marketdata.feed.FeedFile;
import io.ffe.marketdata.feed.FeedFiles;
import io.ffe.marketdata.feed.FeedWindow;
import io.ffe.marketdata.feed.MergedFeed;
import io.ffe.marketdata.feed.SpreadModel;
import io.ffe.marketdata.feed.SyntheticMarket;
import io.ffe.marketdata.feed.SyntheticSettings;
import io.ffe.messaging.RunConfig;
import io.ffe.schema.event.Origin;
import io.ffe.schema.money.Fraction;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.time.Duration;
import java.util.List;

/** Turns configuration into a feed and into what a symbol's pipeline has to know. */
final class FeedOpening {

    private final MarketDataConfig config;
    private final RunConfig run;
    private final Instruments instruments;

    FeedOpening(MarketDataConfig config, RunConfig run) {
        this.config = config;
        this.run = run;
        this.instruments = config.instrumentsFile().map(Instruments::from).orElseGet(Instruments::builtIn);
    }

    /** @throws io.ffe.marketdata.feed.FeedFileException naming every problem of every file */
    Feed feed() {
        MarketDataConfig.Feed feed = config.feed();
        return switch (feed.kind()) {
            case REPLAY ->
                MergedFeed.open(
                        FeedFiles.inspect(feed.files().orElse(List.of()), instruments),
                        new FeedWindow(feed.from().orElse(null), feed.to().orElse(null)),
                        new SpreadModel(new Fraction(feed.barHalfSpread())),
                        run.id());
            case LIVE -> throw new IllegalStateException("live prices are no feed that can be run again");
            case SYNTHETIC -> {
                SyntheticSettings defaults = SyntheticSettings.defaults();
                yield new SyntheticMarket(
                        new SyntheticSettings(
                                feed.seed(), feed.symbols(), defaults.start(), defaults.quoteEvery(), defaults.past()),
                        instruments,
                        run.id());
            }
        };
    }

    /** @throws io.ffe.marketdata.feed.FeedFileException naming every problem of every file */
    List<FeedFile> warmUpFiles() {
        return config.feed()
                .warmUp()
                .map(files -> FeedFiles.inspectWarmUp(files, instruments))
                .orElse(List.of());
    }

    /** Those of the feed's symbols, which have to be known. */
    List<Instrument> instruments() {
        return config.feed().symbols().stream().map(instruments::require).toList();
    }

    PipelineSettings pipeline(String symbol) {
        return new PipelineSettings(
                run.id(),
                instruments.require(symbol),
                run.origin(),
                config.snapshot().timeframe(),
                run.origin() == Origin.LIVE ? config.live().lateness() : Duration.ZERO,
                limits());
    }

    private QualityLimits limits() {
        QualityLimits defaults = QualityLimits.defaults();
        QualityLimits limits = new QualityLimits(
                defaults.staleAfter(),
                config.snapshot().maxQuoteAge(),
                config.snapshot().maxClockSkew(),
                defaults.wideSpread());
        for (StaleAfter other : config.snapshot().staleAfter().orElse(List.of())) {
            limits = limits.withStaleAfter(other.assetClass(), other.timeframe(), other.limit());
        }
        return limits;
    }
}
