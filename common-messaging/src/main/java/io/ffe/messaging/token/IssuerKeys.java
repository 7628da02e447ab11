package io.ffe.messaging.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of an issuer, by its discovery document. Asked for when they are old, and when a token names one that is not known,
 * but never more often than the pause; callers wait for the answer, so never on an event loop. Thread-safe.
 */
final class IssuerKeys implements VerificationKeyResolver {

    private static final Logger LOG = Logger.getLogger(IssuerKeys.class);

    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int LARGEST_ANSWER_BYTES = 256 * 1024;
    private static final int SMALLEST_RSA_BITS = 2048;

    private final URI issuer;
    private final Ages ages;
    private final LongSupplier nanos;
    private final Duration patience;
    private final HttpClient http;

    /** Guarded by this. */
    private List<PublicJsonWebKey> keys = List.of();

    private long loadedAt;
    private long askedAt;
    private boolean asked;

    /**
     * How old is too old.
     *
     * @param refresh keys beyond it are asked for again
     * @param pause between two questions
     * @param hold keys beyond it do not count
     */
    record Ages(Duration refresh, Duration pause, Duration hold) {}

    /** @param nanos monotonic time */
    IssuerKeys(URI issuer, Ages ages, LongSupplier nanos) {
        this(issuer, ages, nanos, PATIENCE);
    }

    /** @param patience until an answer is whole; there are two of them */
    IssuerKeys(URI issuer, Ages ages, LongSupplier nanos, Duration patience) {
        this.issuer = issuer;
        this.ages = ages;
        this.nanos = nanos;
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public Key resolveKey(JsonWebSignature token, List<JsonWebStructure> within) throws UnresolvableKeyException {
        String id = token.getKeyIdHeaderValue();
        if (id == null || id.isBlank()) {
            throw new UnresolvableKeyException("the token does not say which key it is signed with (kid)");
        }
        String algorithm = token.getAlgorithmHeaderValue();
        return key(id, algorithm);
    }

    private synchronized Key key(String id, String algorithm) throws UnresolvableKeyException {
        boolean old = keys.isEmpty() || age(loadedAt).compareTo(ages.refresh()) > 0;
        if ((old || find(id) == null) && (!asked || age(askedAt).compareTo(ages.pause()) >= 0)) {
            ask();
        }
        if (keys.isEmpty() || age(loadedAt).compareTo(ages.hold()) > 0) {
            throw new UnresolvableKeyException("the keys of " + issuer + " are not known");
        }
        PublicJsonWebKey found = find(id);
        if (found == null) {
            throw new UnresolvableKeyException(issuer + " has no key of that name (kid)");
        }
        // The key says what it is good for, and not the token.
        if (!algorithm.equals(algorithmOf(found))) {
            throw new UnresolvableKeyException("the token's algorithm is not its key's");
        }
        return found.getPublicKey();
    }

    private Duration age(long since) {
        return Duration.ofNanos(nanos.getAsLong() - since);
    }

    private @Nullable PublicJsonWebKey find(String id) {
        return keys.stream()
                .filter(key -> id.equals(key.getKeyId()))
                .findFirst()
                .orElse(null);
    }

    private void ask() {
        asked = true;
        askedAt = nanos.getAsLong();
        try {
            JsonNode discovery = read(URI.create(issuer.toString().replaceAll("/$", "") + DISCOVERY));
            String name = discovery.path("issuer").asText();
            if (!name.equals(issuer.toString())) {
                throw new IOException("its discovery document is of issuer '" + name + "'");
            }
            URI where = URI.create(discovery.path("jwks_uri").asText());
            if (!isPrivate(where)) {
                throw new IOException("its jwks_uri '" + where + "' is not https");
            }
            keys = usable(read(where));
            loadedAt = nanos.getAsLong();
            LOG.debugf("issuer keys read issuer=%s keys=%d", issuer, keys.size());
        } catch (IOException | IllegalArgumentException | JoseException failed) {
            LOG.warnf("issuer keys not read issuer=%s why=%s", issuer, failed.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The client's own limit ends with the first byte of a body: an issuer that stalls after it would hold up every caller. */
    private JsonNode read(URI address) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> asking = http.sendAsync(
                HttpRequest.newBuilder(address)
                        .header("Accept", "application/json")
                        .build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER_BYTES));
        try {
            HttpResponse<byte[]> answer = asking.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() != 200) {
                throw new IOException(address + " answers with status " + answer.statusCode());
            }
            return Json.mapper().readTree(new String(answer.body(), StandardCharsets.UTF_8));
        } catch (TimeoutException slow) {
            throw new IOException(address + " has not answered in " + patience.toMillis() + " ms", slow);
        } catch (ExecutionException failed) {
            throw new IOException(address + " does not answer: " + failed.getCause(), failed);
        } finally {
            asking.cancel(true);
        }
    }

    /** Those that sign, with RS256 or ES256 and long enough; symmetric ones never. Others are left out, not an error. */
    private static List<PublicJsonWebKey> usable(JsonNode document) throws IOException, JoseException {
        if (!document.path("keys").isArray()) {
            throw new IOException("its key document has no list of keys");
        }
        List<PublicJsonWebKey> usable = new ArrayList<>();
        for (JsonNode one : document.path("keys")) {
            boolean known = Set.of("RSA", "EC").contains(one.path("kty").asText());
            if (known
                    && JsonWebKey.Factory.newJwk(one.toString()) instanceof PublicJsonWebKey key
                    && key.getKeyId() != null
                    && (key.getUse() == null || key.getUse().equals("sig"))
                    && !algorithmOf(key).isEmpty()
                    && (key.getAlgorithm() == null || key.getAlgorithm().equals(algorithmOf(key)))) {
                usable.add(key);
            }
        }
        if (usable.isEmpty()) {
            throw new IOException("its key document has no key for RS256 or ES256");
        }
        return List.copyOf(usable);
    }

    private static String algorithmOf(PublicJsonWebKey key) {
        if (key instanceof RsaJsonWebKey rsa
                && rsa.getRsaPublicKey().getModulus().bitLength() >= SMALLEST_RSA_BITS) {
            return AlgorithmIdentifiers.RSA_USING_SHA256;
        }
        if (key instanceof EllipticCurveJsonWebKey curve && curve.getCurveName().equals("P-256")) {
            return AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256;
        }
        return "";
    }

    /** Whether nobody on the way can change what comes from there. */
    static boolean isPrivate(URI address) {
        String host = String.valueOf(address.getHost());
        return "https".equals(address.getScheme())
                || "http".equals(address.getScheme())
                        && Set.of("127.0.0.1", "localhost", "[::1]").contains(host);
    }
}
