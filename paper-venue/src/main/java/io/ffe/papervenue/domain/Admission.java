package io.ffe.papervenue.domain;

import io.ffe.schema.event.Side;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether this venue takes a well-formed order. An order that only reduces exposure is never refused for its size. */
final class Admission {

    private final VenueRules rules;
    private final Map<String, TopOfBook> quotes;

    Admission(VenueRules rules, Map<String, TopOfBook> quotes) {
        this.rules = rules;
        this.quotes = quotes;
    }

    /** The first reason against the order, or null when it may work. */
    @Nullable
    Rejected check(PlaceOrder order, Account account) {
        Instrument instrument = rules.instruments().find(order.symbol()).orElse(null);
        if (instrument == null) {
            return new Rejected(
                    Reason.UNKNOWN_SYMBOL,
                    "symbol is " + order.symbol() + ", expected one of the venue's instruments; add it to their list");
        }
        if (!rules.settles(instrument)) {
            return new Rejected(
                    Reason.CURRENCY,
                    order.symbol() + " is quoted in " + instrument.quoteCurrency() + ", expected " + rules.currency()
                            + " or one of its equivalents " + new TreeSet<>(rules.equivalents()));
        }
        Rejected grid = checkGrid(order, instrument);
        if (grid != null) {
            return grid;
        }
        return order.reduceOnly() ? checkReduces(order, account) : checkSize(order, instrument, account);
    }

    private static @Nullable Rejected checkGrid(PlaceOrder order, Instrument instrument) {
        if (!instrument.isWholeLots(order.quantity())) {
            return new Rejected(
                    Reason.LOT_SIZE,
                    "quantity is " + order.quantity().toPlainString() + ", expected a multiple of "
                            + instrument.lotSize().toPlainString() + " for " + instrument.symbol());
        }
        if (order.quantity().compareTo(instrument.maxQuantity()) > 0) {
            return new Rejected(
                    Reason.MAX_QUANTITY,
                    "quantity is " + order.quantity().toPlainString() + ", expected at most "
                            + instrument.maxQuantity().toPlainString() + " for " + instrument.symbol());
        }
        List<BigDecimal> prices = new ArrayList<>();
        addIfPresent(prices, order.limitPrice());
        addIfPresent(prices, order.stopPrice());
        if (order.onFill() != null) {
            prices.add(order.onFill().stopLoss());
            prices.add(order.onFill().takeProfit());
            addIfPresent(prices, order.onFill().trailingDistance());
        }
        addIfPresent(prices, order.trailingDistance());
        return prices.stream()
                .filter(price -> !Matching.onGrid(price, instrument))
                .findFirst()
                .map(price -> new Rejected(
                        Reason.TICK_SIZE,
                        "a price is " + price.toPlainString() + ", expected a multiple of "
                                + instrument.tickSize().toPlainString() + " for " + instrument.symbol()))
                .orElse(null);
    }

    private static @Nullable Rejected checkReduces(PlaceOrder order, Account account) {
        BigDecimal position = account.position(order.symbol()).quantity();
        return account.position(order.symbol()).reducibleBy(order.side()).signum() > 0
                ? null
                : new Rejected(
                        Reason.REDUCE_ONLY_NO_POSITION,
                        "the position in " + order.symbol() + " is " + position.toPlainString()
                                + ", expected one that a " + order.side() + " reduces");
    }

    private @Nullable Rejected checkSize(PlaceOrder order, Instrument instrument, Account account) {
        if (order.quantity().compareTo(instrument.minQuantity()) < 0) {
            return new Rejected(
                    Reason.MIN_QUANTITY,
                    "quantity is " + order.quantity().toPlainString() + ", expected at least "
                            + instrument.minQuantity().toPlainString() + " for " + instrument.symbol());
        }
        TopOfBook book = quotes.get(order.symbol());
        if (book == null) {
            return new Rejected(
                    Reason.NO_PRICE,
                    "no quote of " + order.symbol() + " has been read yet, expected one before an order");
        }
        BigDecimal price = price(order, book);
        if (price.multiply(order.quantity()).compareTo(instrument.minNotional()) < 0) {
            return new Rejected(
                    Reason.MIN_NOTIONAL,
                    "the order is worth "
                            + price.multiply(order.quantity())
                                    .stripTrailingZeros()
                                    .toPlainString()
                            + ", expected at least " + instrument.minNotional().toPlainString() + " for "
                            + instrument.symbol());
        }
        return checkMargin(order, price, account);
    }

    private @Nullable Rejected checkMargin(PlaceOrder order, BigDecimal price, Account account) {
        BigDecimal before = exposure(account, order.symbol(), BigDecimal.ZERO, order.side(), price);
        BigDecimal after = exposure(account, order.symbol(), order.quantity(), order.side(), price);
        BigDecimal limit = equity(account).multiply(rules.leverageLimit());
        return after.compareTo(before) > 0 && after.compareTo(limit) > 0
                ? new Rejected(
                        Reason.INSUFFICIENT_MARGIN,
                        "the exposure after it would be "
                                + Decimals.plain(after).toPlainString()
                                + " " + rules.currency() + ", expected at most "
                                + Decimals.plain(limit).toPlainString() + " (equity times the leverage limit "
                                + rules.leverageLimit().toPlainString() + ")")
                : null;
    }

    /** Cash and positions at the prices at which they could be closed, in account currency. */
    BigDecimal equity(Account account) {
        BigDecimal total = account.cash();
        for (Map.Entry<String, Position> held : account.positions().entrySet()) {
            BigDecimal quantity = held.getValue().quantity();
            if (quantity.signum() != 0) {
                total = total.add(quantity.multiply(quote(held.getKey()).mark(quantity)));
            }
        }
        return Decimals.plain(total);
    }

    /** The largest gross value that positions and working orders can become, with so much more of one symbol. */
    BigDecimal exposure(Account account, String symbol, BigDecimal more, Side side, BigDecimal price) {
        TreeSet<String> symbols = new TreeSet<>(account.positions().keySet());
        account.working().values().forEach(order -> symbols.add(order.symbol()));
        symbols.add(symbol);
        BigDecimal total = BigDecimal.ZERO;
        for (String each : symbols) {
            BigDecimal extra = each.equals(symbol) ? more : BigDecimal.ZERO;
            BigDecimal units = largest(
                    account,
                    each,
                    side == Side.BUY ? extra : BigDecimal.ZERO,
                    side == Side.SELL ? extra : BigDecimal.ZERO);
            if (units.signum() != 0) {
                BigDecimal top = quote(each).takes(Side.BUY);
                total = total.add(units.multiply(each.equals(symbol) ? top.max(price) : top));
            }
        }
        return Decimals.plain(total);
    }

    private static BigDecimal largest(Account account, String symbol, BigDecimal moreBought, BigDecimal moreSold) {
        BigDecimal position = account.position(symbol).quantity();
        BigDecimal bought = position.add(moreBought).add(waiting(account, symbol, Side.BUY));
        BigDecimal sold = position.subtract(moreSold).subtract(waiting(account, symbol, Side.SELL));
        return bought.abs().max(sold.abs());
    }

    private static BigDecimal waiting(Account account, String symbol, Side side) {
        return account.working(symbol).stream()
                .filter(order -> !order.reduceOnly() && order.side() == side)
                .map(VenueOrder::remaining)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal price(PlaceOrder order, TopOfBook book) {
        BigDecimal stated = order.limitPrice() != null ? order.limitPrice() : order.stopPrice();
        return stated == null ? book.takes(order.side()) : stated;
    }

    private TopOfBook quote(String symbol) {
        return Objects.requireNonNull(
                quotes.get(symbol), () -> "no quote of " + symbol + ", though something trades it");
    }

    private static void addIfPresent(List<BigDecimal> prices, @Nullable BigDecimal price) {
        if (price != null) {
            prices.add(price);
        }
    }
}
