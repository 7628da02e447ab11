package io.ffe.decision;

import io.ffe.messaging.Transactions;
import io.ffe.messaging.replay.BeatListener;
import io.ffe.schema.event.Beat;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** At the end of a replay, no prices will come any more: decisions whose window is open are CENSORED. */
@ApplicationScoped
class RunEnd implements BeatListener {

    private static final Logger LOG = Logger.getLogger(RunEnd.class);

    private final Transactions transactions;
    private final Feedback feedback;

    RunEnd(Transactions transactions, Feedback feedback) {
        this.transactions = transactions;
        this.feedback = feedback;
    }

    @Override
    public void onBeat(Beat beat) {
        if (beat.kind() == Beat.Kind.END) {
            transactions.run(() -> feedback.censor(beat.now()));
            LOG.infof("open windows are censored end=%s", beat.now());
        }
    }
}
