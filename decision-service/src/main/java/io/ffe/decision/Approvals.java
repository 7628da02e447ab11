package io.ffe.decision;

import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.Proposals;
import io.ffe.decision.domain.Proposals.Lapse;
import io.ffe.decision.store.Decisions;
import io.ffe.decision.store.PendingDecisions;
import io.ffe.decision.store.PendingDecisions.Pending;
import io.ffe.decision.store.Positions;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.Transactions;
import io.ffe.messaging.inbox.MessagingReadiness;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Origin;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends proposals: an operator approves or rejects one, or time does. Each ends once, in the transaction that takes its row out and
 * publishes the decision. Those that an earlier life has left are ended too, whatever the mode is by now.
 */
@ApplicationScoped
public class Approvals {

    private static final Logger LOG = Logger.getLogger(Approvals.class);
    private static final long LOOK_EVERY_MILLIS = 1000;
    private static final int AT_ONCE = 100;

    private final PendingDecisions pending;
    private final Decisions decisions;
    private final Positions positions;
    private final DecisionPublication publication;
    private final Ladder ladder;
    private final LogicalTime time;
    private final Transactions transactions;
    private final MessagingReadiness readiness;
    private final boolean live;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::lapseNowAndThen, "proposals-lapse");

    Approvals(
            PendingDecisions pending,
            Decisions decisions,
            Positions positions,
            DecisionPublication publication,
            Ladder ladder,
            LogicalTime time,
            Transactions transactions,
            MessagingReadiness readiness,
            RunConfig run) {
        this.pending = pending;
        this.decisions = decisions;
        this.positions = positions;
        this.publication = publication;
        this.ladder = ladder;
        this.time = time;
        this.transactions = transactions;
        this.readiness = readiness;
        this.live = run.origin() == Origin.LIVE;
    }

    /** What came of an answer. */
    public sealed interface Answered {

        /** It is done. @param decision as published */
        record Done(Decision decision) implements Answered {}

        /** It was approved too late: looked at again, it no longer stands, and has ended now. */
        record Lapsed(Decision decision, String detail) implements Answered {}

        /** It does not wait. @param decision as published, how it ended before */
        record NotWaiting(Decision decision) implements Answered {}

        /** There is no such decision. */
        record Unknown() implements Answered {}
    }

    /** What an operator may say. */
    public enum Answer {
        APPROVE,
        REJECT
    }

    void start(@Observes StartupEvent ready) {
        if (live) {
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent ending) throws InterruptedException {
        stopping.countDown();
        thread.join();
    }

    /** Those that wait, as they would be published, the one that ends first leading. */
    public List<Decision> waiting(int limit) {
        return QuarkusTransaction.requiringNew()
                .call(() ->
                        pending.waiting(limit).stream().map(Pending::decision).toList());
    }

    /**
     * Ends a proposal by an operator's word. An approval is looked at again: it has to be in time, on the latest snapshot of its
     * symbol, and possible with what the portfolio holds now.
     *
     * @param by who says so
     */
    public Answered answer(String decisionId, Answer answer, String by, @Nullable String reason) {
        Answered answered = transactions.call(() -> pending.take(decisionId)
                .map(proposal -> ended(proposal, answer, by, reason))
                .or(() -> decisions.one(decisionId).map(Answered.NotWaiting::new))
                .orElseGet(Answered.Unknown::new));
        LOG.infof(
                "proposal answered id=%s answer=%s by=%s result=%s",
                decisionId, answer, by, answered.getClass().getSimpleName());
        return answered;
    }

    private Answered ended(Pending proposal, Answer answer, String by, @Nullable String reason) {
        Decision made = proposal.decision();
        Instant now = time.now();
        if (answer == Answer.REJECT) {
            return new Answered.Done(end(proposal, Proposals.rejected(made, by, reason, now)));
        }
        Optional<Lapse> lapse = pending.newerThan(made, ladder.limits().latestAsOf(now))
                .map(Lapse::superseded)
                .or(() -> Proposals.lapse(
                        ladder, made, proposal.snapshot(), positions.held(made.portfolioId(), made.symbol()), now));
        return lapse.<Answered>map(why -> new Answered.Lapsed(
                        end(proposal, Proposals.lapsed(made, why, now)), why.reason() + ", " + why.detail()))
                .orElseGet(() -> new Answered.Done(end(proposal, Proposals.approved(made, by, reason, now))));
    }

    private Decision end(Pending proposal, Decision ended) {
        publication.end(proposal, ended);
        return ended;
    }

    private void lapseNowAndThen() {
        try {
            while (!stopping.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    lapse();
                    readiness.up("proposals");
                } catch (RuntimeException failed) {
                    readiness.down("proposals", failed);
                    LOG.warnf("proposals lapse later cause=%s", failed.toString());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void lapse() {
        Instant now = time.now();
        transactions.run(() -> pending.takeExpired(now, AT_ONCE)
                .forEach(proposal ->
                        end(proposal, Proposals.lapsed(proposal.decision(), Lapse.expired(proposal.decision()), now))));
    }
}
