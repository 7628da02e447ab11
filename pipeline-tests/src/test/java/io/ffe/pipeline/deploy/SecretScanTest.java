package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No file of the project holds what opens something. By the shapes of keys and tokens; what has no shape, it does not find. */
class SecretScanTest {

    private static final long LARGEST_BYTES = 2_000_000;
    private static final Set<String> NOT_OURS = Set.of(".git", "target", ".ffe", ".idea", ".vscode", "node_modules");

    private static final Map<String, Pattern> SHAPES = Map.of(
            "a private key", Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----\\s+[A-Za-z0-9+/]{40}"),
            "a signed token", Pattern.compile("eyJ[\\w-]{15,}\\.eyJ[\\w-]{15,}\\.[\\w-]{40,}"),
            "a key of AWS", Pattern.compile("\\b(AKIA|ASIA)[A-Z0-9]{16}\\b"),
            "a token of GitHub", Pattern.compile("\\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\\w{60,})"),
            "a token of OANDA", Pattern.compile("\\b[0-9a-f]{32}-[0-9a-f]{32}\\b"),
            "a key of Alpha Vantage",
                    Pattern.compile("(?i)(alpha.?vantage[^\\n]{0,20}key|apikey)[\"'\\s:=]{1,4}(?-i)[A-Z0-9]{16}\\b"),
            "a token of Slack", Pattern.compile("\\bxox[abprs]-[A-Za-z0-9-]{20,}"),
            "a key of OpenAI or Anthropic", Pattern.compile("\\bsk-(ant-|proj-)?[A-Za-z0-9_-]{32,}"),
            "a password in a URL", Pattern.compile("://[a-z0-9_-]+:(?!\\$|<|\\{|%)[^\\s:@/\"']{8,}@[a-z0-9.-]+"));

    @Test
    void no_file_holds_a_key_or_a_token() throws IOException {
        List<String> found = new ArrayList<>();
        int[] read = {0};
        Files.walkFileTree(ProjectFiles.path(""), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                // What git ignores by name is where secrets belong.
                String name = file.getFileName().toString();
                boolean ignored = name.equals(".env") || name.startsWith(".env.") && !name.equals(".env.example");
                if (!ignored && attributes.isRegularFile() && attributes.size() < LARGEST_BYTES) {
                    read[0]++;
                    kinds(file).forEach(kind -> found.add(file + " holds " + kind));
                }
                return FileVisitResult.CONTINUE;
            }
        });

        assertThat(read[0]).as("files read").isGreaterThan(300);
        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE " + "KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEA",
                "eyJhbGciOiJSUzI1NiJ9aa." + "eyJpc3MiOiJmZmUifQaaaaa.c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJl",
                "AKIA" + "ABCDEFGHIJKLMNOP",
                "0123456789abcdef0123456789abcdef-" + "0123456789abcdef0123456789abcdef",
                "FFE_MARKET_DATA_LIVE_ALPHAVANTAGE_KEY=" + "ABCDEFGH01234567",
                "ghp" + "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJ",
                "postgresql://ffe:" + "correcthorse@db.example.com/ffe",
            })
    void each_shape_is_known(String secret) {
        assertThat(kinds(secret)).isNotEmpty();
    }

    private static List<String> kinds(Path file) throws IOException {
        try {
            return kinds(Files.readString(file, StandardCharsets.UTF_8));
        } catch (MalformedInputException notText) {
            return List.of();
        }
    }

    private static List<String> kinds(String text) {
        return SHAPES.entrySet().stream()
                .filter(shape -> shape.getValue().matcher(text).find())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
