package io.ffe.execution.venue.coinbase;

import io.ffe.schema.serde.Json;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A key pair of a test's own, in the form in which Coinbase gives keys out. */
public record TestKey(KeyPair pair) {

    static final String NAME = "organizations/test/apiKeys/one";

    public static TestKey p256() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new TestKey(generator.generateKeyPair());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** ECPrivateKey of RFC 5915 without its optional parts: version 1, and the number. */
    String sec1() {
        String number = "%064x".formatted(((ECPrivateKey) pair.getPrivate()).getS());
        byte[] der = HexFormat.of().parseHex("30250201010420" + number);
        return pem("EC PRIVATE KEY", der);
    }

    String pkcs8() {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    UnaryOperator<String> environment() {
        return Map.of(KeySource.NAME, NAME, KeySource.PRIVATE_KEY, sec1().replace("\n", "\\n"))::get;
    }

    /** The key file as Coinbase gives it out. */
    public String json() {
        return Json.mapper()
                .createObjectNode()
                .put("name", NAME)
                .put("privateKey", sec1())
                .toString();
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + kind
                + "-----\n";
    }
}
