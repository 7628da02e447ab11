package io.ffe.risk;

import io.ffe.messaging.inbox.RunAdmission;
import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.risk.store.Books;
import io.ffe.risk.store.Snapshots;
import io.ffe.schema.event.Execution;
import io.ffe.schema.serde.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.Map;
import org.jboss.logging.Logger;

/** An execution comes in: the book is folded, a fill moves from reservation to position in one transaction. */
@ApplicationScoped
public class ExecutionIntake {

    private static final Logger LOG = Logger.getLogger(ExecutionIntake.class);

    private final Admission admission;
    private final Books books;
    private final Snapshots snapshots;
    private final RunAdmission ofRun;
    private final RiskView view;
    private final Event<Folded> folded;

    ExecutionIntake(
            Admission admission,
            RunAdmission ofRun,
            Books books,
            Snapshots snapshots,
            RiskView view,
            Event<Folded> folded) {
        this.admission = admission;
        this.ofRun = ofRun;
        this.view = view;
        this.books = books;
        this.snapshots = snapshots;
        this.folded = folded;
    }

    /**
     * Takes an execution in the transaction of its inbox row.
     *
     * @throws io.ffe.messaging.inbox.Refusal when its run or portfolio is not one of ours
     */
    public void take(Execution execution, Envelope envelope) {
        ofRun.admit(execution.runId(), envelope);
        PortfolioTerms terms = admission.portfolio(execution.portfolioId());
        String portfolioId = terms.portfolioId();
        ExposureBook before = books.locked(portfolioId);
        ExposureBook after = before.fold(execution);
        books.save(before, after);
        if (!after.ahead().isEmpty()) {
            LOG.warnf(
                    "executions are missing portfolio=%s through=%d arrived=%d: entries are rejected until they come",
                    portfolioId, after.throughSequence(), execution.sequence());
        }
        if (!after.disputed().equals(before.disputed())) {
            LOG.warnf(
                    "positions differ from what execution states portfolio=%s through=%d symbols=%s",
                    portfolioId, after.throughSequence(), after.disputed());
        }
        Map<String, Mark> marks = snapshots.marks();
        folded.fire(new Folded(after, marks, view.valuation(after, marks, terms)));
    }
}
