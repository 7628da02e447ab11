package io.ffe.stack.token;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * The RSA pair of a {@code .ffe} folder, made at the first use: {@code private.pem} for us alone, {@code public.pem} for the
 * services to verify with.
 */
public record SigningKeys(PrivateKey privateKey, Path publicKeyFile) {

    private static final int BITS = 2048;
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    /** Whether both halves are in this folder; {@link #in} would make them otherwise. */
    public static boolean areIn(Path folder) {
        return Files.exists(privateFile(folder)) && Files.exists(publicFile(folder));
    }

    /** The pair in this folder. */
    public static SigningKeys in(Path folder) {
        Path privateFile = privateFile(folder);
        Path publicFile = publicFile(folder);
        try {
            if (!areIn(folder)) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(BITS);
                KeyPair pair = generator.generateKeyPair();
                PrivateFiles.write(privateFile, pem(PRIVATE, pair.getPrivate().getEncoded()));
                Files.writeString(publicFile, pem(PUBLIC, pair.getPublic().getEncoded()));
            }
            byte[] encoded = Base64.getMimeDecoder()
                    .decode(Files.readString(privateFile)
                            .replace("-----BEGIN " + PRIVATE + "-----", "")
                            .replace("-----END " + PRIVATE + "-----", ""));
            return new SigningKeys(
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded)), publicFile);
        } catch (IOException unreadable) {
            throw Problem.failure(
                    "the signing key " + privateFile + " cannot be read: " + unreadable.getMessage(), unreadable);
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw Problem.failure(
                    privateFile + " is not a private RSA key: remove " + folder
                            + " and a new one is made; tokens signed with" + " the old one end with it",
                    broken);
        }
    }

    private static Path privateFile(Path folder) {
        return folder.resolve("private.pem");
    }

    private static Path publicFile(Path folder) {
        return folder.resolve("public.pem");
    }

    private static String pem(String type, byte[] encoded) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + type
                + "-----\n";
    }
}
