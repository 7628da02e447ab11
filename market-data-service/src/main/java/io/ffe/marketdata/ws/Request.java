package io.ffe.marketdata.ws;

import io.ffe.marketdata.domain.fanout.ClientFeed.Selection;
import java.util.List;

/** What a client's message asks for. */
sealed interface Request {

    record Subscribe(List<Selection> selections) implements Request {

        public Subscribe {
            selections = List.copyOf(selections);
        }
    }

    record Unsubscribe(List<Selection> selections) implements Request {

        public Unsubscribe {
            selections = List.copyOf(selections);
        }
    }

    record Ping() implements Request {}

    /**
     * It is wrong, and nothing of it is done.
     *
     * @param field where, as in {@code symbols[1]}
     * @param value what stands there, cut to a readable length
     * @param expected what should, and what to do
     */
    record Wrong(Mistake mistake, String field, String value, String expected) implements Request {

        private static final int READABLE = 80;

        public Wrong {
            value = value.length() > READABLE ? value.substring(0, READABLE) + "..." : value;
        }
    }

    /** What can be wrong with a message; label {@code code} of {@code ffe_ws_errors_total}. */
    enum Mistake {
        NOT_JSON,
        NOT_TEXT,
        UNKNOWN_OP,
        MISSING_FIELD,
        WRONG_TYPE,
        UNKNOWN_SYMBOL,
        /** Another instance has the symbol. */
        ELSEWHERE,
        UNKNOWN_CHANNEL,
        TOO_MANY_SUBSCRIPTIONS
    }
}
