package io.ffe.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import io.ffe.pipeline.deploy.ProjectFiles;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A word of its own in every setting that holds a secret, those that docs/configuration.md marks as one and those of Kafka's clients,
 * and then the search for these words, and for the run's real passwords, keys and tokens, in all that a run leaves and says.
 */
final class PlantedSecrets {

    private static final Pattern SECTION = Pattern.compile("### `([a-z.-]+)`.*");
    private static final Pattern SECRET = Pattern.compile("\\| `([A-Za-z0-9.-]+)` \\| secret \\|.*");

    private static final List<String> OF_KAFKA = List.of(
            "kafka.ssl.keystore.password",
            "kafka.ssl.key.password",
            "kafka.ssl.truststore.password",
            "kafka.sasl.jaas.config");

    /** Coinbase's, which are variables and no settings. */
    private static final List<String> OF_VENUES = List.of("COINBASE_API_KEY_NAME", "COINBASE_API_PRIVATE_KEY");

    private static final Map<String, String> DOCUMENTS = Map.of(
            "market-data-service", "market-data",
            "decision-service", "decision",
            "risk-service", "risk",
            "execution-service", "execution",
            "paper-venue", "paper-venue");

    /** By what they are. */
    private final Map<String, String> words = new TreeMap<>();

    private final Map<String, String> environment = new HashMap<>();

    PlantedSecrets() {
        Stream.of(documented(), OF_KAFKA, OF_VENUES).flatMap(List::stream).forEach(key -> {
            String word = "canary-" + key.hashCode() + "-do-not-tell";
            words.put(key, word);
            environment.put(
                    key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"),
                    key.endsWith("jaas.config")
                            ? "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"ffe\" password=\""
                                    + word + "\";"
                            : word);
        });
    }

    /** What every service is told. */
    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    /** How many settings hold a planted word. */
    int planted() {
        return environment.size();
    }

    private static List<String> documented() {
        List<String> keys = new ArrayList<>();
        String section = "";
        for (String line : ProjectFiles.text("docs/configuration.md").lines().toList()) {
            Matcher heading = SECTION.matcher(line);
            Matcher secret = SECRET.matcher(line);
            if (heading.matches()) {
                section = heading.group(1);
            } else if (secret.matches()) {
                keys.add(section + "." + secret.group(1));
            }
        }
        return keys;
    }

    /** Where one of them, or a secret of the run itself, can be read; empty when nowhere. Every place is looked at. */
    List<String> told(Pipeline pipeline) throws IOException, InterruptedException {
        Map<String, String> secrets = new TreeMap<>(words);
        addThoseOfTheRun(pipeline, secrets);
        List<String> told = new ArrayList<>();
        int places =
                answers(pipeline, secrets, told) + records(pipeline, secrets, told) + logs(pipeline, secrets, told);
        if (places < 100) {
            throw new AssertionError("only " + places + " places were looked at");
        }
        return told;
    }

    private static void addThoseOfTheRun(Pipeline pipeline, Map<String, String> secrets) throws IOException {
        Json.mapper()
                .readValue(
                        pipeline.folder().path().resolve("passwords.json").toFile(),
                        new TypeReference<Map<String, String>>() {})
                .forEach((role, password) -> secrets.put("password of " + role, password));
        // The signature is what makes a token one.
        String venueToken = Files.readString(pipeline.folder().venueTokenFile()).strip();
        secrets.put("the token for the venue", venueToken.substring(venueToken.lastIndexOf('.') + 1));
        List<String> key = Files.readAllLines(pipeline.home().keys().resolve("private.pem"));
        secrets.put("the key that signs", key.get(key.size() / 2));
    }

    /** Every operation that reads, as somebody who may and as somebody with a token that is refused, and metrics. */
    private static int answers(Pipeline pipeline, Map<String, String> secrets, List<String> told)
            throws IOException, InterruptedException {
        int places = 0;
        String admin = pipeline.token(Role.ADMIN, Duration.ofMinutes(5));
        secrets.put("an admin's token", admin.substring(admin.lastIndexOf('.') + 1));
        String refused = "canary.refused-token.do-not-tell";
        secrets.put("a refused token", refused);
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (Service service : Service.values()) {
                List<String> paths = new ArrayList<>(List.of("/q/metrics", "/q/health", "/q/openapi"));
                ProjectFiles.yaml("docs/openapi/" + DOCUMENTS.get(service.module()) + ".yaml")
                        .path("paths")
                        .properties()
                        .stream()
                        .filter(path -> path.getValue().has("get"))
                        .forEach(path -> paths.add(path.getKey().replaceAll("\\{[^}]*}", "main")));
                for (String path : paths) {
                    for (Optional<String> token :
                            List.of(Optional.of(admin), Optional.of(refused), Optional.<String>empty())) {
                        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(pipeline.url(service) + path))
                                .timeout(Duration.ofSeconds(40));
                        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
                        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                        look(
                                service.module() + path + " with status " + answer.statusCode(),
                                answer.body(),
                                secrets,
                                told);
                        places++;
                    }
                }
            }
        }
        return places;
    }

    /** Keys, headers and values of every topic and its dead letters. */
    private static int records(Pipeline pipeline, Map<String, String> secrets, List<String> told) {
        int[] places = {0};
        try (TopicReader reader = new TopicReader(pipeline.bootstrapServers())) {
            for (Topics topic : Topics.values()) {
                for (String name : List.of(topic.topicName(), topic.dlqName())) {
                    reader.all(name, record -> {
                        look(name + "@" + record.offset(), text(record), secrets, told);
                        places[0]++;
                    });
                }
            }
        }
        return places[0];
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder();
        for (byte[] part : new byte[][] {record.key(), record.value()}) {
            text.append(part == null ? "" : new String(part, UTF_8)).append('\n');
        }
        TopicReader.headers(record)
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    private static int logs(Pipeline pipeline, Map<String, String> secrets, List<String> told) throws IOException {
        int places = 0;
        try (Stream<Path> files = Files.walk(pipeline.folder().logs())) {
            for (Path log : files.filter(Files::isRegularFile).toList()) {
                look(log.getFileName().toString(), new String(Files.readAllBytes(log), UTF_8), secrets, told);
                places++;
            }
        }
        if (places < Service.values().length) {
            throw new AssertionError(
                    "only " + places + " logs in " + pipeline.folder().logs());
        }
        return places;
    }

    private static void look(String where, String text, Map<String, String> secrets, List<String> told) {
        secrets.forEach((what, secret) -> {
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(UTF_8));
            if (text.contains(secret) || text.contains(encoded)) {
                told.add(where + " tells " + what);
            }
        });
    }
}
