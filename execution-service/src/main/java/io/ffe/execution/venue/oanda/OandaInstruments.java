package io.ffe.execution.venue.oanda;

import io.ffe.execution.venue.oanda.OandaJson.InstrumentFacts;
import io.ffe.execution.venue.oanda.OandaJson.InstrumentList;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** What OANDA says about the account's instruments, and which of them is which of ours: EURUSD is EUR_USD there. */
final class OandaInstruments {

    /** Terms change now and then; a refusal that shows it has them asked for at once. */
    private static final Duration GOOD_FOR = Duration.ofHours(1);

    private final OandaHttp http;
    private final String path;
    private final Map<String, Instrument> byName;
    private final Instruments ours;
    private final LongSupplier nanos;
    private Map<String, InstrumentFacts> facts = Map.of();
    private boolean known;
    private long knownAt;

    OandaInstruments(OandaHttp http, String accountPath, Instruments ours, LongSupplier nanos) {
        this.http = http;
        this.path = accountPath + "/instruments";
        this.ours = ours;
        this.nanos = nanos;
        this.byName = new HashMap<>();
        ours.all().forEach(instrument -> byName.put(name(instrument), instrument));
    }

    static String name(Instrument instrument) {
        return instrument.baseCurrency() + "_" + instrument.quoteCurrency();
    }

    Optional<Instrument> instrument(String symbol) {
        return ours.find(symbol);
    }

    /** Our symbol of an instrument; of one that we do not know, its name without the line. */
    String symbolOf(String name) {
        Instrument instrument = byName.get(name);
        return instrument == null ? name.replace("_", "") : instrument.symbol();
    }

    /**
     * The account's terms for one of our instruments; empty when the account cannot trade it.
     *
     * @throws io.ffe.execution.venue.VenueUnavailable when they are not known and OANDA does not tell
     */
    synchronized Optional<InstrumentFacts> terms(Instrument instrument) {
        if (!known || nanos.getAsLong() - knownAt > GOOD_FOR.toNanos()) {
            Map<String, InstrumentFacts> asked = http.read(path, InstrumentList.class).instruments().stream()
                    .collect(Collectors.toMap(InstrumentFacts::name, each -> each, (first, second) -> second));
            facts = asked;
            known = true;
            knownAt = nanos.getAsLong();
        }
        return Optional.ofNullable(facts.get(name(instrument)));
    }

    /** The next order asks for the terms again. */
    synchronized void forget() {
        known = false;
    }
}
