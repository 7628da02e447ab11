package io.ffe.pipeline.planted;

/** What somebody could get wrong, and the one method that it is planted in. It acts while it is armed and not before. */
public enum PlantedBug {
    /** Every delivery is the first. */
    NO_INBOX("risk-service", "io.ffe.messaging.inbox.Inbox", "insert", 2, Advices.NoInbox.class),
    /** The record is given back as done, and its effect follows a moment later. */
    ACKNOWLEDGE_BEFORE_COMMIT("risk-service", "io.ffe.messaging.inbox.Inbox", "receive", 5, Advices.Later.class),
    /** No answer from the venue counts as no order: it is sent once more, under the next id. */
    RESEND_ON_TIMEOUT(
            "execution-service", "io.ffe.execution.venue.PaperVenue", "place", 2, Advices.ResendOnTimeout.class),
    /** The event goes to the broker before the transaction that it belongs to is committed. */
    PUBLISH_INSIDE_TRANSACTION(
            "risk-service", "io.ffe.messaging.outbox.Outbox", "append", 4, Advices.PublishInside.class),
    /** The reservation ends when the order is accepted, and not when it is filled. */
    RESERVATION_RELEASED_EARLY(
            "risk-service", "io.ffe.risk.domain.book.ExposureBook$Draft", "take", 1, Advices.ReleaseEarly.class),
    /** A verdict that cannot be read is dead-lettered, and nobody is told that it will not be carried out. */
    DEAD_LETTER_WITHOUT_DENIED("execution-service", "io.ffe.execution.VerdictIntake", "deny", 2, Advices.Nothing.class),
    /** The service starts on a database that does not wait for its disk. */
    DURABILITY_NOT_CONFIRMED("risk-service", "io.ffe.messaging.DurableDatabase", "confirm", 1, Advices.Nothing.class);

    private final String component;
    private final String type;
    private final String method;
    private final int arguments;
    private final Class<?> advice;

    PlantedBug(String component, String type, String method, int arguments, Class<?> advice) {
        this.component = component;
        this.type = type;
        this.method = method;
        this.arguments = arguments;
        this.advice = advice;
    }

    /** The service that has it. */
    public String component() {
        return component;
    }

    String type() {
        return type;
    }

    String method() {
        return method;
    }

    int arguments() {
        return arguments;
    }

    Class<?> advice() {
        return advice;
    }
}
