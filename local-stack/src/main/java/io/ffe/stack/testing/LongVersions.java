package io.ffe.stack.testing;

import java.util.Arrays;
import java.util.stream.Stream;

/** Whether tests run in their long versions: {@code ./ffe test --full}, or {@code -Dffe.test.full=true}. */
public final class LongVersions {

    private LongVersions() {}

    public static boolean asked() {
        return Boolean.getBoolean("ffe.test.full");
    }

    /** All cases in the long version. The first one stands for them in the short one. */
    @SafeVarargs
    public static <T> Stream<T> allOrFirst(T... cases) {
        return Arrays.stream(cases).limit(asked() ? cases.length : 1);
    }
}
