package io.ffe.risk;

import io.ffe.messaging.outbox.Outbox;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.risk.config.ConfiguredPortfolios;
import io.ffe.risk.config.RiskConfig;
import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.history.DailyCloses;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.risk.domain.verdict.Judgement;
import io.ffe.risk.store.Books;
import io.ffe.risk.store.Snapshots;
import io.ffe.risk.store.TradingStates;
import io.ffe.risk.store.Verdicts;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.GateResult;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.Envelope;
import io.ffe.schema.topic.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * A decision comes in, a verdict goes out: gates, verdict, reservation and outbox row in one transaction under the lock of
 * the portfolio's row, so no two decisions are ever judged on the same headroom.
 */
@ApplicationScoped
public class DecisionIntake {

    private static final Logger LOG = Logger.getLogger(DecisionIntake.class);

    private final Admission admission;
    private final Books books;
    private final Snapshots snapshots;
    private final Verdicts verdicts;
    private final TradingStates trading;
    private final Outbox outbox;
    private final LogicalTime time;
    private final RiskConfig config;
    private final ConfiguredPortfolios portfolios;
    private final LimitControl limits;
    private final History history;
    private final Event<Judged> judged;

    DecisionIntake(
            Admission admission,
            Books books,
            Snapshots snapshots,
            Verdicts verdicts,
            TradingStates trading,
            Outbox outbox,
            LogicalTime time,
            RiskConfig config,
            ConfiguredPortfolios portfolios,
            LimitControl limits,
            History history,
            Event<Judged> judged) {
        this.admission = admission;
        this.books = books;
        this.snapshots = snapshots;
        this.verdicts = verdicts;
        this.trading = trading;
        this.outbox = outbox;
        this.time = time;
        this.config = config;
        this.portfolios = portfolios;
        this.limits = limits;
        this.history = history;
        this.judged = judged;
    }

    /**
     * Judges a decision in the transaction of its inbox row. A snapshot that is not there by now is missing for good: the
     * wait for it was before the transaction, in {@link SnapshotWait}.
     *
     * @throws io.ffe.messaging.inbox.Refusal when it is not for this risk service to judge
     */
    public void take(Decision decision, Envelope envelope) {
        PortfolioTerms terms = admission.admit(decision, envelope);
        ExposureBook book = books.locked(terms.portfolioId());
        Instant now = time.now(config.hopLatency());
        Map<String, Mark> marks = snapshots.marks();
        Control inForce = trading.inForce(terms.portfolioId()).orElse(null);
        Judgement judgement = Judgement.of(new Judgement.Question(
                decision,
                snapshots.find(decision.snapshotId()).orElse(null),
                limits.termsFor(terms, decision.symbol()),
                book,
                marks,
                closes(decision, book, now),
                inForce,
                portfolios.instruments(),
                now));
        Verdict verdict = judgement.verdict();
        books.save(book, judgement.bookAfter());
        verdicts.add(verdict);
        outbox.append(Topics.VERDICTS, verdict, verdict.portfolioId(), config.hopLatency());
        judged.fire(new Judged(verdict, judgement.bookAfter(), marks));
        LOG.infof(
                "decision judged decision=%s verdict=%s portfolio=%s symbol=%s action=%s result=%s failed=%s",
                decision.decisionId(),
                verdict.verdictId(),
                verdict.portfolioId(),
                verdict.symbol(),
                decision.action(),
                verdict.result(),
                verdict.gates().stream()
                        .filter(gate -> gate.status() == GateResult.Status.FAILED)
                        .map(GateResult::gate)
                        .toList());
    }

    /** Most decisions hold, and ask for no history. */
    private DailyCloses closes(Decision decision, ExposureBook book, Instant now) {
        if (decision.action() == Action.HOLD) {
            return DailyCloses.NONE;
        }
        Set<String> symbols = new TreeSet<>(book.openSymbols());
        symbols.add(decision.symbol());
        return history.of(symbols, now);
    }
}
