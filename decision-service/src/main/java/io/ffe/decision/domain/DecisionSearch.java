package io.ffe.decision.domain;

import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Decision.Outcome;
import io.ffe.schema.event.TierStep.Tier;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which decisions are asked for; null for all of a kind.
 *
 * @param from first asOf, inclusive
 * @param to last asOf, exclusive
 */
public record DecisionSearch(
        @Nullable String symbol,
        @Nullable String portfolioId,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Tier tier,
        @Nullable Action action,
        @Nullable Outcome outcome) {

    public static final DecisionSearch ALL = new DecisionSearch(null, null, null, null, null, null, null);

    /**
     * A place among decisions, which are newest first by asOf, then by id. It stays where it is when more are made.
     *
     * @param asOf in whole microseconds
     */
    public record Place(Instant asOf, String decisionId) {

        private static final Pattern TEXT = Pattern.compile("(-?\\d{1,18}):([0-9a-f-]{36})");
        private static final long MICROS = 1_000_000;

        public Place {
            asOf = asOf.truncatedTo(ChronoUnit.MICROS);
        }

        public static Place of(Decision decision) {
            return new Place(decision.asOf(), decision.decisionId());
        }

        /** For an address: letters, digits, {@code -} and {@code _}. */
        public String text() {
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, asOf);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((micros + ":" + decisionId).getBytes(StandardCharsets.UTF_8));
        }

        /** What {@link #text} gave; empty for anything else. */
        public static Optional<Place> parse(String text) {
            try {
                Matcher parts = TEXT.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
                if (!parts.matches()) {
                    return Optional.empty();
                }
                long micros = Long.parseLong(parts.group(1));
                return Optional.of(new Place(
                        Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000),
                        parts.group(2)));
            } catch (IllegalArgumentException notBase64) {
                return Optional.empty();
            }
        }
    }
}
