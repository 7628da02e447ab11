package io.ffe.execution;

import io.ffe.execution.venue.Venue;
import io.ffe.execution.venue.VenueUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Whether credentials and account at the venue are fit for trading; asked before the books are compared, so that nothing leaves
 * before it was answered. Once fit, later refusals are the orders' own answers.
 */
@ApplicationScoped
class Preflight {

    private static final Logger LOG = Logger.getLogger(Preflight.class);

    private final Venue venue;
    private volatile String state = "not answered yet";
    private volatile boolean fit;

    Preflight(Venue venue) {
        this.venue = venue;
    }

    /**
     * Asks until the answer was good once.
     *
     * @throws VenueUnavailable while there are problems, or nobody can tell
     */
    void require() {
        if (fit) {
            return;
        }
        List<String> problems;
        try {
            problems = venue.preflight();
        } catch (RuntimeException unanswered) {
            tell("no answer to judge by: " + unanswered.getMessage());
            throw unanswered;
        }
        if (!problems.isEmpty()) {
            tell("not fit for trading: " + String.join("; ", problems));
            throw new VenueUnavailable(state);
        }
        fit = true;
        tell("fit");
    }

    /** In words for people. */
    String state() {
        return state;
    }

    private void tell(String now) {
        if (!now.equals(state)) {
            LOG.infof("venue preflight %s", now);
            state = now;
        }
    }
}
