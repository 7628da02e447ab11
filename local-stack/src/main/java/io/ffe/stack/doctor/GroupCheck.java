package io.ffe.stack.doctor;

import io.ffe.stack.audit.fact.Subscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Whether somebody reads for every consumer group: what nobody reads piles up, and no figure of a service says so. */
public final class GroupCheck implements Check {

    private static final long SECONDS = 20;

    private final Admin admin;

    public GroupCheck(Admin admin) {
        this.admin = admin;
    }

    @Override
    public String name() {
        return "consumer groups";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        List<String> groups =
                Arrays.stream(Subscription.values()).map(Subscription::group).toList();
        var described = admin.describeConsumerGroups(groups).describedGroups();
        List<Finding> findings = new ArrayList<>();
        for (Subscription subscription : Subscription.values()) {
            KafkaFuture<ConsumerGroupDescription> group = Objects.requireNonNull(described.get(subscription.group()));
            try {
                if (members(group) == 0) {
                    findings.add(Finding.failure(
                            name(),
                            subscription.group() + " on " + subscription.topic().topicName(),
                            "has no members",
                            "at least one, of the stage " + subscription.stage().label(),
                            "./ffe status says whether its service runs, ./ffe logs "
                                    + subscription.stage().label() + " why not"));
                }
            } catch (ExecutionException | TimeoutException silent) {
                return List.of(Finding.failure(
                        name(),
                        "Kafka",
                        "does not say who reads: " + silent.getMessage(),
                        "an answer within " + SECONDS + " s",
                        "./ffe status and ./ffe logs kafka say more"));
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name(), groups.size() + " groups", "each has members"));
        }
        return findings;
    }

    private static int members(KafkaFuture<ConsumerGroupDescription> group)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            return group.get(SECONDS, TimeUnit.SECONDS).members().size();
        } catch (ExecutionException refused) {
            if (refused.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw refused;
        }
    }
}
