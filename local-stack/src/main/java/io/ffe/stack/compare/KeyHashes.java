package io.ffe.stack.compare;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * The coreHashes of one key in their order: eight bytes of each, to find where two differ, and one hash over all of them
 * whole, to know that they do not.
 */
final class KeyHashes {

    /** Of a key that a run does not have. */
    static final KeyHashes NONE = new KeyHashes();

    private static final int PREFIX_DIGITS = 16;

    private final MessageDigest all = sha256();
    private long[] prefixes = new long[64];
    private int count;

    void add(String coreHash) {
        if (count == prefixes.length) {
            prefixes = Arrays.copyOf(prefixes, count * 2);
        }
        prefixes[count++] = Long.parseUnsignedLong(coreHash, 0, PREFIX_DIGITS, 16);
        all.update(coreHash.getBytes(StandardCharsets.US_ASCII));
    }

    int count() {
        return count;
    }

    /** Index of the first event that is not the same or that one of the two lacks; -1 when there is none. */
    int firstDifference(KeyHashes other) {
        int shorter = Math.min(count, other.count);
        int mismatch = Arrays.mismatch(prefixes, 0, shorter, other.prefixes, 0, shorter);
        if (mismatch >= 0) {
            return mismatch;
        }
        return count == other.count ? -1 : shorter;
    }

    long differences(KeyHashes other) {
        int shorter = Math.min(count, other.count);
        long differing = Math.max(count, other.count) - shorter;
        for (int index = 0; index < shorter; index++) {
            differing += prefixes[index] == other.prefixes[index] ? 0 : 1;
        }
        return differing;
    }

    /** One hash for all keys of a topic, in their order, and all that is on each. */
    static String overall(Map<String, KeyHashes> byKey) {
        MessageDigest overall = sha256();
        byKey.forEach((key, hashes) -> {
            overall.update((key + "\n").getBytes(StandardCharsets.UTF_8));
            overall.update(hashes.whole());
        });
        return HexFormat.of().formatHex(overall.digest());
    }

    /** Leaves the running hash as it is. */
    private byte[] whole() {
        try {
            return ((MessageDigest) all.clone()).digest();
        } catch (CloneNotSupportedException another) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", another);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has SHA-256", absent);
        }
    }
}
