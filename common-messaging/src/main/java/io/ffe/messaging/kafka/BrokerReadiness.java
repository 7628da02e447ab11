package io.ffe.messaging.kafka;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** DOWN while the broker does not answer: a consumer waits for it in silence. */
@Readiness
@ApplicationScoped
public class BrokerReadiness implements HealthCheck {

    private static final int PATIENCE_MILLIS = 2_000;

    private final Admin admin;

    BrokerReadiness(KafkaAccess access) {
        Map<String, Object> settings = access.settings();
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "ffe-readiness");
        this.admin = Admin.create(settings);
    }

    @Override
    public HealthCheckResponse call() {
        try {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MILLIS))
                    .clusterId()
                    .get();
            return HealthCheckResponse.up("broker");
        } catch (ExecutionException absent) {
            return down(String.valueOf(absent.getCause()));
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return down("interrupted");
        }
    }

    @PreDestroy
    void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private static HealthCheckResponse down(String cause) {
        return HealthCheckResponse.named("broker")
                .down()
                .withData("cause", cause)
                .build();
    }
}
