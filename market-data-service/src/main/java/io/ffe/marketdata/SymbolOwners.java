package io.ffe.marketdata;

import io.ffe.marketdata.kafka.SymbolPartition;
import io.ffe.marketdata.store.PartitionCheckpoints;
import io.ffe.messaging.RunConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Which instance has a symbol, for those who have come to another one. From any thread. */
@ApplicationScoped
public class SymbolOwners {

    private static final Logger LOG = Logger.getLogger(SymbolOwners.class);

    private final PartitionCheckpoints checkpoints;
    private final RunConfig run;

    SymbolOwners(PartitionCheckpoints checkpoints, RunConfig run) {
        this.checkpoints = checkpoints;
        this.run = run;
    }

    /** Name of this instance. */
    public String here() {
        return run.instance();
    }

    /** Name of the instance that has the symbol, or had it until a moment ago; empty when the database does not say. */
    public Optional<String> of(String symbol) {
        try {
            return Optional.ofNullable(checkpoints.owners(run.id()).get(SymbolPartition.of(symbol)));
        } catch (PartitionCheckpoints.NotDone away) {
            LOG.debug("owner of a symbol is not known", away);
            return Optional.empty();
        }
    }
}
