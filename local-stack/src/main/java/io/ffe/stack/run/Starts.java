package io.ffe.stack.run;

import java.util.Map;

/** How services are started, with regard to the JVM's start caches. */
public enum Starts {
    PLAIN,
    /** From start caches where there are any. */
    FROM_CACHES,
    /** And the others so that {@link Stack#makeStartCaches} can make theirs; one that is stopped before makes it then. */
    MAKE_CACHES;

    /** As {@code ./ffe up} does it; {@code FFE_START_CACHES=off} is for a disk that has no room for 100 MB a service. */
    public static Starts usual(Map<String, String> environment) {
        return "off".equals(environment.get("FFE_START_CACHES")) ? PLAIN : MAKE_CACHES;
    }
}
