package io.ffe.execution.venue.coinbase;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An API key of Coinbase, elliptic curve P-256: signs a token for each request. Never shown, not even in part. */
final class CoinbaseKey {

    /** Seconds that a token lives at Coinbase. */
    private static final long LIFE = 120;

    private static final int P256_BITS = 256;
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    /** DER of AlgorithmIdentifier { ecPublicKey, prime256v1 }, which the older PEM form leaves out. */
    private static final byte[] P256 = HexFormat.of().parseHex("301306072a8648ce3d020106082a8648ce3d030107");

    private final String name;
    private final PrivateKey key;
    private final SecureRandom random = new SecureRandom();

    private CoinbaseKey(String name, PrivateKey key) {
        this.name = name;
        this.key = key;
    }

    /**
     * @param json the key file as Coinbase gives it out: {@code {"name": "organizations/…/apiKeys/…", "privateKey": "-----BEGIN EC…"}}
     * @throws IllegalArgumentException saying what is wrong, without a character of it
     */
    static CoinbaseKey parse(String json) {
        JsonNode file;
        try {
            file = Json.mapper().readTree(json);
        } catch (JsonProcessingException noJson) {
            throw new IllegalArgumentException(
                    "the key is no JSON; expected the file as Coinbase gives it out, with name and privateKey");
        }
        return of(file.path("name").asText(""), file.path("privateKey").asText(""));
    }

    /** @param pem with line breaks, or with {@code \n} in their place as environments have them */
    static CoinbaseKey of(String name, String pem) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the key has no name, expected organizations/ORG/apiKeys/ID");
        }
        String text = pem.replace("\\n", "\n");
        boolean older = text.contains("BEGIN EC PRIVATE KEY");
        if (!older && !text.contains("BEGIN PRIVATE KEY")) {
            throw new IllegalArgumentException(
                    "privateKey is no PEM of an EC key; make the key with signature algorithm ECDSA");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
            PrivateKey key =
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(older ? pkcs8(der) : der));
            if (!(key instanceof ECPrivateKey curve)
                    || curve.getParams().getCurve().getField().getFieldSize() != P256_BITS) {
                throw new IllegalArgumentException("privateKey is of another curve, expected P-256 (ECDSA)");
            }
            return new CoinbaseKey(name, key);
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(
                    "privateKey cannot be read as an EC key on P-256; make the key with signature algorithm ECDSA");
        }
    }

    /** @param uri {@code METHOD host/path} without the query for a request, null for a stream */
    String token(@Nullable String uri, Instant now) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", "ES256");
        header.put("typ", "JWT");
        header.put("kid", name);
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        header.put("nonce", HexFormat.of().formatHex(nonce));
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", name);
        claims.put("iss", "cdp");
        claims.put("nbf", now.getEpochSecond());
        claims.put("exp", now.getEpochSecond() + LIFE);
        if (uri != null) {
            claims.put("uri", uri);
        }
        String signed = part(header) + "." + part(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("a key on P-256 signs with ES256", bug);
        }
    }

    private static String part(Map<String, Object> content) {
        try {
            return URL.encodeToString(Json.mapper().writeValueAsBytes(content));
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("a map of strings and numbers has a JSON form", bug);
        }
    }

    /** PrivateKeyInfo (RFC 5208) around an ECPrivateKey (RFC 5915). */
    private static byte[] pkcs8(byte[] sec1) {
        byte[] version = {0x02, 0x01, 0x00};
        byte[] octets = tagged(0x04, sec1);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(version);
        content.writeBytes(P256);
        content.writeBytes(octets);
        return tagged(0x30, content.toByteArray());
    }

    /** Lengths of these keys fit one or two bytes. */
    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length >= 0x100) {
            out.write(0x82);
            out.write(content.length >> 8);
        } else if (content.length >= 0x80) {
            out.write(0x81);
        }
        out.write(content.length & 0xff);
        out.writeBytes(content);
        return out.toByteArray();
    }
}
