package io.ffe.messaging.kafka;

import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** Channels have their clients from the connector; what no client of ours has, they do not have either. */
@ApplicationScoped
class ChannelClients implements ClientCustomizer<Map<String, Object>> {

    @Override
    public Map<String, Object> customize(String channel, Config settings, Map<String, Object> client) {
        client.putAll(KafkaAccess.UNREPORTED);
        return client;
    }
}
