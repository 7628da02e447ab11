package io.ffe.schema.id;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** Name-based ids. Parts are joined so that no two lists of parts give the same name. */
public final class Ids {

    /** Crockford's base 32 in lower case: no letter that reads like a digit, legal in every venue's alphabet. */
    private static final char[] BASE32 = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private Ids() {}

    /**
     * A UUID of RFC 9562 version 8 from the SHA-256 of the parts.
     *
     * @param kind namespace, as in {@code snapshot}
     * @param parts turned to text by {@code toString}; instants and UUIDs have one text each
     */
    public static UUID of(String kind, Object... parts) {
        byte[] hash = sha256(kind, parts);
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = high << 8 | hash[i] & 0xff;
            low = low << 8 | hash[i + 8] & 0xff;
        }
        high = high & 0xffff_ffff_ffff_0fffL | 0x8000L;
        low = low & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** intentId of a verdict's own order: the verdictId itself. */
    public static String intentOfVerdict(String verdictId) {
        return verdictId;
    }

    /** intentId of the protection that belongs to a verdict's entry: H(verdictId, protection). */
    public static String intentOfProtection(String verdictId) {
        return of("protection", verdictId).toString();
    }

    /** intentId of an order that an operator's command makes in one symbol of one portfolio: H(commandId, where). */
    public static String intentOfCommand(String commandId, String portfolioId, String symbol) {
        return of("command", commandId, portfolioId, symbol).toString();
    }

    /**
     * clientOrderId = H(intentId, leg, generation): 26 characters of 0-9 and a-z, within the length and alphabet of every
     * venue in use (Coinbase 128, OANDA 128, Binance 36).
     *
     * @param leg which order of the intent, as in {@code entry} or {@code oco}
     * @param generation rises only with the record of the previous one's definite end
     */
    public static String clientOrderId(String intentId, String leg, int generation) {
        byte[] hash = sha256("order", intentId, leg, generation);
        StringBuilder text = new StringBuilder(26);
        int bits = 0;
        int held = 0;
        for (int i = 0; text.length() < 26; i++) {
            held = held << 8 | hash[i] & 0xff;
            bits += 8;
            while (bits >= 5 && text.length() < 26) {
                bits -= 5;
                text.append(BASE32[held >> bits & 31]);
            }
        }
        return text.toString();
    }

    /** Lower-case hex of SHA-256. */
    public static String sha256Hex(byte[] bytes) {
        return HexFormat.of().formatHex(newSha256().digest(bytes));
    }

    private static byte[] sha256(String kind, Object... parts) {
        MessageDigest digest = newSha256();
        update(digest, kind);
        for (Object part : parts) {
            update(digest, part.toString());
        }
        return digest.digest();
    }

    /** Length first, so that ("ab", "c") and ("a", "bc") differ. */
    private static void update(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
