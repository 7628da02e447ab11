package io.ffe.marketdata.domain;

/**
 * How far a timeframe's indicators stand from where nothing happens, whichever way: the mean of four marks, rounded down.
 *
 * <table>
 * <caption>Marks</caption>
 * <tr><td>RSI</td><td>below 30 or above 70: 80; below 40 or above 60: 60; else 40</td></tr>
 * <tr><td>MACD histogram, in ATR</td><td>beyond 0.4: 80; beyond 0.2: 65; else 50</td></tr>
 * <tr><td>ADX</td><td>above 25: 50 + ADX, at most 100; else 30</td></tr>
 * <tr><td>%B</td><td>below 0.1 or above 0.9: 85; below 0.3 or above 0.7: 65; else 45</td></tr>
 * </table>
 *
 * <p>So it goes from 41 to 86. Strength is the trend's and is 0 where there is none; this speaks in a range as well, at whose
 * edges it is high.
 */
final class SignalStrength {

    private SignalStrength() {}

    static int of(double rsi, double histogram, double atr, double adx, double percentB) {
        return (rsi(Math.abs(rsi - 50)) + macd(histogram, atr) + adx(adx) + bands(Math.abs(percentB - 0.5))) / 4;
    }

    private static int rsi(double fromMiddle) {
        return fromMiddle > 20 ? 80 : fromMiddle > 10 ? 60 : 40;
    }

    /**
     * In ATR, because a histogram in price units says nothing about another price. The limits are passed about as often as those
     * of RSI, on every instrument and timeframe that was looked at (ADR 20).
     */
    private static int macd(double histogram, double atr) {
        double inAtr = atr == 0 ? 0 : Math.abs(histogram) / atr;
        return inAtr > 0.4 ? 80 : inAtr > 0.2 ? 65 : 50;
    }

    private static int adx(double adx) {
        return adx > 25 ? (int) Math.min(100, 50 + adx) : 30;
    }

    private static int bands(double fromMiddle) {
        return fromMiddle > 0.4 ? 85 : fromMiddle > 0.2 ? 65 : 45;
    }
}
