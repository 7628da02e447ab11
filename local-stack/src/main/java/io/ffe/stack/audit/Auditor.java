package io.ffe.stack.audit;

import io.ffe.stack.Problem;
import io.ffe.stack.audit.rule.Motion;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/**
 * Audits a run that is up, again and again. A source that does not answer costs a pass: the next begins from the start, because
 * half a pass is no ground to go on from.
 */
public final class Auditor implements AutoCloseable {

    private final AuditSources sources;
    private final Duration every;
    private final AuditMetrics metrics;
    private Audit audit;

    /** @param host address on which metrics are served */
    public Auditor(AuditSources sources, Duration every, String host, int port) {
        this.sources = sources;
        this.every = every;
        this.audit = Audit.of(sources);
        this.metrics = new AuditMetrics(host, port, every);
    }

    /**
     * Never returns unless it is interrupted.
     *
     * @param each told of each complete pass
     * @param trouble told why a pass was not completed
     */
    public void run(Consumer<AuditReport> each, Consumer<String> trouble) throws InterruptedException {
        while (true) {
            try {
                AuditReport report = audit.run(Motion.MOVING);
                metrics.passed(report);
                each.accept(report);
            } catch (Problem | KafkaException away) {
                metrics.failed();
                trouble.accept(String.valueOf(away.getMessage()));
                audit = Audit.of(sources);
            }
            TimeUnit.MILLISECONDS.sleep(every.toMillis());
        }
    }

    @Override
    public void close() {
        metrics.close();
    }
}
