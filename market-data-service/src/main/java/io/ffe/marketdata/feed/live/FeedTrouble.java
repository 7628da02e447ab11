package io.ffe.marketdata.feed.live;

/** Why a connection could not be made or has ended. Its message is for people and names no secret. */
public final class FeedTrouble extends Exception {

    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is: a label of metrics, and what decides how soon to try again. */
    public enum Kind {
        /** Nobody answered, or the connection was cut. */
        DISCONNECTED,
        /** Nothing was heard for longer than the provider allows. */
        SILENT,
        /** The provider does not know us: waiting helps only after somebody has changed the key. */
        UNAUTHORIZED,
        /** We asked too often. */
        RATE_LIMITED,
        /** The provider answered with something that is not its own format. */
        UNREADABLE;

        /** What an HTTP status means that is not the one that was hoped for. */
        static Kind ofStatus(int status, Kind otherwise) {
            return switch (status) {
                case 401, 403 -> UNAUTHORIZED;
                case 429 -> RATE_LIMITED;
                default -> otherwise;
            };
        }
    }

    private final Kind kind;

    public FeedTrouble(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
