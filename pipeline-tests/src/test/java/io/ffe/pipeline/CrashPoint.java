package io.ffe.pipeline;

import io.ffe.stack.run.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A place in the code at which a process is killed or frozen. {@link #ALL} is the crash matrix; {@link CrashPointTest} holds it
 * against the code.
 *
 * @param name as {@code FailPoints.hit} has it
 * @param service whose process gets there
 * @param moment what a death there means
 * @param reached when the process gets there
 */
record CrashPoint(String name, Service service, Moment moment, Reached reached) {

    /** C0 to C12 of the crash matrix, and what is beside it in market data and the paper venue. */
    enum Moment {
        C0("after poll, before processing", "delivered again, nothing is lost"),
        C1("processed, nothing sent yet", "the same bytes are sent after the restart"),
        C2("the broker has it, the outbox row is not marked", "sent twice under one id, one effect behind it"),
        C3("sent, not confirmed (there are no Kafka transactions; the outbox row decides)", "as C2"),
        C4("COMMIT sent, its answer lost", "what PostgreSQL has decides, not what the process thinks"),
        C5("in the transaction, before COMMIT", "nothing had happened; done again"),
        C6("after COMMIT, before the relay", "the relay of the next life publishes it, once by id"),
        C7("the order is committed, the request not sent", "sent once after the restart, asked for first"),
        C8("the request is sent, no answer read", "asked for by clientOrderId, never a second order"),
        C9("the answer is read, not recorded", "found by asking, the same fills"),
        C10("recorded, not published", "the outbox closes the gap"),
        C11("published or done, not acknowledged", "the repeat changes nothing"),
        C12("while it recovers", "recovery itself may be repeated as often as it likes"),
        BAR_CLOSE("market data closes bars", "the same ticks, bars and snapshots again"),
        VENUE("the paper venue takes an order, fills it or answers", "the journal has it once, or never");

        private final String when;
        private final String promise;

        Moment(String when, String promise) {
            this.when = when;
            this.promise = promise;
        }

        String when() {
            return when;
        }

        String promise() {
            return promise;
        }
    }

    /** When a process gets to a point. */
    enum Reached {
        /** With every snapshot, or more often. */
        ALWAYS,
        /** When an order is made, sent or filled. */
        WITH_ORDERS,
        /** After a start. */
        AFTER_START,
        /** After a start that finds an order of which nobody knows what became. */
        IN_DOUBT
    }

    static final List<CrashPoint> ALL = all();

    /** Whether a replay gets there without anybody dying first. */
    boolean comesByItself() {
        return reached == Reached.ALWAYS || reached == Reached.WITH_ORDERS;
    }

    static CrashPoint named(String name) {
        return ALL.stream()
                .filter(point -> point.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no crash point " + name));
    }

    private static List<CrashPoint> all() {
        List<CrashPoint> all = new ArrayList<>();
        for (Service service : List.of(Service.DECISION, Service.RISK, Service.EXECUTION)) {
            all.addAll(ofDelivery(service, service == Service.EXECUTION ? Reached.WITH_ORDERS : Reached.ALWAYS));
        }
        Stream.of(
                        new CrashPoint("decision.after-lease", Service.DECISION, Moment.C0, Reached.ALWAYS),
                        new CrashPoint("decision.before-record", Service.DECISION, Moment.C1, Reached.ALWAYS),
                        new CrashPoint("decision.after-record", Service.DECISION, Moment.C6, Reached.ALWAYS),
                        ofExecution("after-intent", Moment.C7, Reached.WITH_ORDERS),
                        ofExecution("before-send", Moment.C7, Reached.WITH_ORDERS),
                        ofExecution("request-sent", Moment.C8, Reached.WITH_ORDERS),
                        ofExecution("after-send", Moment.C9, Reached.WITH_ORDERS),
                        ofExecution("before-recording", Moment.C9, Reached.WITH_ORDERS),
                        ofExecution("after-recording", Moment.C10, Reached.WITH_ORDERS),
                        ofExecution("before-booking", Moment.C5, Reached.WITH_ORDERS),
                        ofExecution("after-booking", Moment.C10, Reached.WITH_ORDERS),
                        ofExecution("before-comparing", Moment.C12, Reached.AFTER_START),
                        ofExecution("before-asking", Moment.C12, Reached.IN_DOUBT),
                        ofMarketData("mid-minute"),
                        ofMarketData("between-bars"),
                        ofMarketData("before-release"),
                        ofMarketData("before-snapshot"),
                        ofMarketData("after-snapshot"),
                        ofMarketData("before-checkpoint"),
                        ofMarketData("after-checkpoint"),
                        ofPaperVenue("before-journal"),
                        ofPaperVenue("after-journal"),
                        ofPaperVenue("before-answer"),
                        ofPaperVenue("after-beat"))
                .forEach(all::add);
        return List.copyOf(all);
    }

    /** The points of inbox, relay and beats, which every stage has. @param sending when it has something to send */
    private static List<CrashPoint> ofDelivery(Service service, Reached sending) {
        String stage = service.module().replace("-service", "");
        return List.of(
                new CrashPoint(stage + ".received", service, Moment.C0, Reached.ALWAYS),
                new CrashPoint(stage + ".relay-before-send", service, Moment.C1, sending),
                new CrashPoint(stage + ".relay-before-mark", service, Moment.C2, sending),
                new CrashPoint(stage + ".relay-after-send", service, Moment.C3, sending),
                new CrashPoint(stage + ".before-commit", service, Moment.C5, Reached.ALWAYS),
                new CrashPoint(stage + ".after-commit", service, Moment.C6, Reached.ALWAYS),
                new CrashPoint(stage + ".relay-after-mark", service, Moment.C11, sending),
                new CrashPoint(stage + ".before-ack", service, Moment.C11, Reached.ALWAYS),
                new CrashPoint(stage + ".after-beat", service, Moment.C11, Reached.ALWAYS),
                new CrashPoint(stage + ".relay-took-lead", service, Moment.C12, Reached.AFTER_START));
    }

    private static CrashPoint ofExecution(String name, Moment moment, Reached reached) {
        return new CrashPoint("execution." + name, Service.EXECUTION, moment, reached);
    }

    private static CrashPoint ofMarketData(String name) {
        return new CrashPoint("market-data." + name, Service.MARKET_DATA, Moment.BAR_CLOSE, Reached.ALWAYS);
    }

    private static CrashPoint ofPaperVenue(String name) {
        return new CrashPoint("paper-venue." + name, Service.PAPER_VENUE, Moment.VENUE, Reached.ALWAYS);
    }
}
