package io.ffe.execution.store;

import io.ffe.execution.domain.Account;
import io.ffe.execution.domain.Valuation;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The head of a portfolio's books; whoever holds it locked may change them. */
@Entity
@Table(name = "portfolio")
public class PortfolioRow {

    @Id
    @Column(name = "portfolio_id")
    String portfolioId;

    @Column(name = "execution_seq")
    long executionSeq;

    long version;

    @Column(name = "venue_cursor")
    long venueCursor;

    @Column(name = "marked_beat")
    long markedBeat;

    BigDecimal cash;

    @Column(name = "realised_pnl")
    BigDecimal realisedPnl;

    BigDecimal fees;

    BigDecimal equity;

    @Column(name = "peak_equity")
    BigDecimal peakEquity;

    @Column(name = "valued_day")
    LocalDate valuedDay;

    @Column(name = "day_start_equity")
    BigDecimal dayStartEquity;

    @Column(name = "as_of")
    Instant asOf;

    @Column(name = "entries_closed")
    @Nullable
    String entriesClosed;

    @Nullable
    String currency;

    BigDecimal unrealised = BigDecimal.ZERO;

    @Column(name = "gross_exposure")
    BigDecimal grossExposure = BigDecimal.ZERO;

    BigDecimal margin = BigDecimal.ZERO;

    @Column(name = "leverage_limit")
    @Nullable
    BigDecimal leverageLimit;

    @Nullable
    String unconverted;

    protected PortfolioRow() {}

    public String portfolioId() {
        return portfolioId;
    }

    /** The last execution's number. */
    public long executionSeq() {
        return executionSeq;
    }

    /** Takes the next execution number. */
    public long nextExecutionSeq() {
        return ++executionSeq;
    }

    public long version() {
        return version;
    }

    /** Takes the next version of the portfolio's latest state. */
    public long nextVersion() {
        return ++version;
    }

    /** The last event of the venue that is booked. */
    public long venueCursor() {
        return venueCursor;
    }

    public void venueCursor(long sequence) {
        venueCursor = sequence;
    }

    /** The last beat at which open positions were marked. */
    public long markedBeat() {
        return markedBeat;
    }

    public void markedBeat(long beat) {
        markedBeat = beat;
    }

    public BigDecimal cash() {
        return cash;
    }

    public BigDecimal realisedPnl() {
        return realisedPnl;
    }

    public BigDecimal fees() {
        return fees;
    }

    public void booked(BigDecimal cashDelta, BigDecimal realised, BigDecimal fee) {
        cash = cash.add(cashDelta);
        realisedPnl = realisedPnl.add(realised);
        fees = fees.add(fee);
    }

    public Valuation valuation() {
        return new Valuation(equity, peakEquity, valuedDay, dayStartEquity);
    }

    public Instant asOf() {
        return asOf;
    }

    /** A time before the last one leaves {@link #asOf} where it is: events of the venue and of execution interleave. */
    public void value(Valuation valuation, Instant at) {
        equity = valuation.equity();
        peakEquity = valuation.peakEquity();
        valuedDay = valuation.day();
        dayStartEquity = valuation.dayStartEquity();
        asOf = at.isAfter(asOf) ? at : asOf;
    }

    /** The account at the last valuation. Of one that could not be valued whole, equity is the last that was. */
    public Account account() {
        return new Account(equity, unrealised, grossExposure, margin, unconverted);
    }

    /** The leverage limit at the last valuation; null before the first. */
    public @Nullable BigDecimal leverageLimit() {
        return leverageLimit;
    }

    /** A trade was booked in a currency without a rate. */
    public void owes(String why) {
        unconverted = why;
    }

    public void account(Account account, String accountCurrency, BigDecimal limit) {
        unrealised = account.unrealised();
        grossExposure = account.grossExposure();
        margin = account.margin();
        unconverted = account.unconverted();
        currency = accountCurrency;
        leverageLimit = limit;
    }

    /** Why no entry may leave, or null when they may. */
    public @Nullable String entriesClosed() {
        return entriesClosed;
    }

    public void closeEntries(String reason) {
        entriesClosed = reason;
    }

    public void openEntries() {
        entriesClosed = null;
    }
}
