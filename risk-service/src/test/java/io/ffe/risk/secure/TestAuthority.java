package io.ffe.risk.secure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An authority that exists for one test: its keys are made by the JDK's keytool, in a folder that goes with the test. */
final class TestAuthority {

    static final String PASSWORD = "for-this-test-only";

    private static final String ROOT = "authority";

    private final Path folder;
    private final Path all;
    private final Set<String> known = new HashSet<>();

    TestAuthority(Path folder, String name) {
        this.folder = folder.resolve(name);
        this.all = this.folder.resolve("all.p12");
        try {
            Files.createDirectories(this.folder);
            keytool(
                    "-alias",
                    ROOT,
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "bc:critical=ca:true",
                    "-ext",
                    "ku:critical=keyCertSign");
            KeyStore trust = emptyStore();
            trust.setCertificateEntry(ROOT, certificate());
            store(trust, trustStore());
            Files.writeString(trustFile(), pem("CERTIFICATE", certificate().getEncoded()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** PKCS12 with the authority's certificate. */
    Path trustStore() {
        return folder.resolve("trust.p12");
    }

    /** The same as PEM. */
    Path trustFile() {
        return folder.resolve("trust.pem");
    }

    /** PKCS12 with a key and a certificate of this name, good for 127.0.0.1; made at the first call. */
    Path keyStore(String name) {
        Path file = folder.resolve(name + ".p12");
        try {
            if (known.add(name)) {
                keytool(
                        "-alias",
                        name,
                        "-dname",
                        "CN=" + name,
                        "-signer",
                        ROOT,
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost");
                KeyStore one = emptyStore();
                one.setKeyEntry(name, key(name), PASSWORD.toCharArray(), load().getCertificateChain(name));
                store(one, file);
            }
            return file;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Certificate and key of this name as two PEM files, the key for its owner alone. */
    List<Path> pemFiles(String name, Path into) {
        keyStore(name);
        Path certificate = into.resolve(name + ".crt");
        Path key = into.resolve(name + ".key");
        try {
            StringBuilder chain = new StringBuilder();
            for (Certificate each : load().getCertificateChain(name)) {
                chain.append(pem("CERTIFICATE", each.getEncoded()));
            }
            Files.writeString(certificate, chain);
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(key, pem("PRIVATE " + "KEY", key(name).getEncoded()));
            return List.of(certificate, key);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** What a service of this name is told of a broker, as in deploy/kubernetes/base/services/run.yml. */
    Map<String, String> kafkaSettings(String name) {
        return Map.of(
                "kafka.security.protocol",
                "SSL",
                "kafka.ssl.keystore.location",
                keyStore(name).toString(),
                "kafka.ssl.keystore.type",
                "PKCS12",
                "kafka.ssl.keystore.password",
                PASSWORD,
                "kafka.ssl.truststore.location",
                trustStore().toString(),
                "kafka.ssl.truststore.type",
                "PKCS12",
                "kafka.ssl.truststore.password",
                PASSWORD);
    }

    private Certificate certificate() throws IOException, GeneralSecurityException {
        return load().getCertificate(ROOT);
    }

    private PrivateKey key(String name) throws IOException, GeneralSecurityException {
        return (PrivateKey) load().getKey(name, PASSWORD.toCharArray());
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(all)) {
            store.load(file, PASSWORD.toCharArray());
        }
        return store;
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static void store(KeyStore store, Path file) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private static String pem(String type, byte[] encoded) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(encoded) + "\n-----END "
                + type + "-----\n";
    }

    private void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "1",
                "-storetype",
                "PKCS12",
                "-keystore",
                all.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + said);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }
}
