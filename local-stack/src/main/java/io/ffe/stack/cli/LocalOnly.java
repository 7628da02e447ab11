package io.ffe.stack.cli;

import io.ffe.stack.audit.EnvironmentSources;
import java.util.Map;
import java.util.Optional;

/** Commands that read files, Kafka or PostgreSQL of a run on this machine, and what does the same for services elsewhere. */
final class LocalOnly {

    private static final String KAFKA = "kafka-console-consumer.sh beside the broker"
            + " (docker compose exec -e KAFKA_HEAP_OPTS=-Xmx128m kafka /opt/kafka/bin/kafka-console-consumer.sh --bootstrap-server localhost:9092"
            + " --property print.headers=true --from-beginning --topic TOPIC)";
    private static final String SAVED =
            "the copies of the database server and of the volumes, docs/disaster-recovery.md";
    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry(
                    "logs",
                    "docker compose logs risk-service, journalctl -u ffe@risk-service -o cat, or"
                            + " kubectl -n ffe logs risk-service-0 -c service"),
            Map.entry("topics", KAFKA),
            Map.entry("dlq", KAFKA + " on TOPIC.dlq"),
            Map.entry(
                    "audit",
                    "docker compose exec auditor ffe audit, kubectl -n ffe exec paper-venue-0 -c auditor -- ffe audit, or"
                            + " FFE_AUDIT_POSTGRES and what belongs to it (docs/configuration.md) where Kafka, PostgreSQL and the"
                            + " venue's journal are"),
            Map.entry("backup", SAVED),
            Map.entry("restore", SAVED),
            Map.entry("rollback", "the images or folders of the version before, docs/upgrading.md"),
            Map.entry("runs", "GET /api/v1/config of a service, which names its run"),
            Map.entry("reinfer", "./ffe doctor models --trial, which asks its models"),
            Map.entry(
                    "down",
                    "docker compose stop, systemctl stop (docs/host.md), or kubectl -n ffe scale statefulset NAME --replicas=0 after"
                            + " kubectl -n ffe annotate scaledobject NAME autoscaling.keda.sh/paused-replicas=0 where it has one"));

    private LocalOnly() {}

    /** What to say of a command that was told of services elsewhere; empty when it can ask them. */
    static Optional<String> refusal(String command, String told) {
        return Optional.ofNullable(INSTEAD.get(command))
                .map(instead -> told + " does not go with ./ffe " + command
                        + ", which works on a run of ./ffe up on this machine alone. For services elsewhere use "
                        + instead);
    }

    /** The same when the environment names services elsewhere: the answer of a run here would be taken for theirs. */
    static Optional<String> refusal(String command, Map<String, String> environment) {
        boolean told = !environment.getOrDefault(TargetOptions.ENDPOINTS, "").isBlank();
        // An audit that is told its sources by the environment reads them wherever they are.
        boolean audits = command.equals("audit") && environment.containsKey(EnvironmentSources.POSTGRES);
        return told && !audits
                ? refusal(command, TargetOptions.ENDPOINTS + "=" + environment.get(TargetOptions.ENDPOINTS))
                        .map(said ->
                                said + "; for the run here: env -u " + TargetOptions.ENDPOINTS + " ./ffe " + command)
                : Optional.empty();
    }
}
