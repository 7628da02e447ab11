package io.ffe.marketdata.config;

import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From which age on the data of a timeframe is stale for one asset class. */
public record StaleAfter(AssetClass assetClass, Timeframe timeframe, Duration limit) {

    private static final Pattern FORM =
            Pattern.compile("(?<class>[a-z]+)/(?<timeframe>\\w+)=(?<limit>\\w+(\\.\\d+S)?)");

    /**
     * Reads {@code forex/1d=PT72H}.
     *
     * @throws IllegalArgumentException naming the text and what was expected
     */
    public static StaleAfter of(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw wrong(text, "CLASS/TIMEFRAME=LENGTH");
        }
        Timeframe timeframe = Timeframe.ofLabel(parts.group("timeframe"));
        AssetClass assetClass = Arrays.stream(AssetClass.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(parts.group("class")))
                .findFirst()
                .orElseThrow(() -> wrong(text, "a class out of crypto, forex, metal, equity"));
        try {
            Duration limit = Duration.parse(parts.group("limit"));
            if (limit.isPositive()) {
                return new StaleAfter(assetClass, timeframe, limit);
            }
        } catch (DateTimeException _) {
            // Refused below, together with lengths that are none.
        }
        throw wrong(text, "a length above zero, as in PT72H");
    }

    private static IllegalArgumentException wrong(String text, String expected) {
        return new IllegalArgumentException(
                "staleness limit is '" + text + "', expected " + expected + "; as in forex/1d=PT72H");
    }
}
