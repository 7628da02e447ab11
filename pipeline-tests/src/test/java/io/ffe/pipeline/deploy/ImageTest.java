package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One build for all images: pinned, not as root, and nothing private in it. Whether it builds, only Docker can say. */
class ImageTest {

    private static final String DOCKERFILE = "deploy/images/Dockerfile";

    private final String text = ProjectFiles.text(DOCKERFILE).replace("\\\n", " ");

    @Test
    void every_base_image_has_a_fixed_version() {
        String java = first("(?m)^ARG TEMURIN=(\\S+)$");
        Set<String> stages = new TreeSet<>();
        Matcher from = Pattern.compile("(?m)^FROM (\\S+) AS (\\S+)$").matcher(text);
        while (from.find()) {
            if (!stages.contains(from.group(1))) {
                assertThat(from.group(1)).matches("eclipse-temurin:\\$\\{TEMURIN}-(jdk|jre)-noble");
            }
            stages.add(from.group(2));
        }

        assertThat(java).matches("25\\.[0-9]+\\.[0-9]+_[0-9]+");
        assertThat(stages).contains("build", "runtime", "command", "packaged", "started", "service");
    }

    @Test
    void what_runs_is_not_root() {
        String runtime = text.substring(text.indexOf("AS runtime"));

        assertThat(runtime).containsPattern("(?m)^USER 10001:10001$");
        assertThat(runtime.substring(runtime.indexOf("USER 10001"))).doesNotContain("USER root", "USER 0");
    }

    @Test
    void the_modules_that_it_names_are_those_that_compose_builds() {
        Matcher named = Pattern.compile("# MODULE is one of ([a-z, -]+)\\.").matcher(text);

        assertThat(named.find()).isTrue();
        assertThat(Set.of(named.group(1).split(", ")))
                .isEqualTo(ComposeFile.read().modules())
                .allSatisfy(module ->
                        assertThat(ProjectFiles.path(module + "/pom.xml")).exists());
    }

    @Test
    void what_it_copies_from_the_sources_exists_and_is_not_ignored() {
        List<String> copied = Pattern.compile("(?m)^COPY (.+) \\S+$")
                .matcher(text)
                .results()
                .flatMap(copy -> Arrays.stream(copy.group(1).split(" ")))
                .filter(source -> source.startsWith("deploy/"))
                .toList();

        assertThat(copied)
                .isNotEmpty()
                .allSatisfy(source -> assertThat(ProjectFiles.path(source)).isExecutable());
        assertThat(ProjectFiles.text(".dockerignore")).contains("!deploy/images\n");
    }

    @Test
    void build_output_run_data_and_private_files_stay_out() {
        Set<String> ignored = ProjectFiles.text(".dockerignore").lines().collect(Collectors.toCollection(TreeSet::new));

        assertThat(ignored).contains(".git", "**/target", ".ffe", ".env");
    }

    @Test
    void it_holds_no_secret() {
        assertThat(text).doesNotContainPattern("(?i)(password|secret|token)\\s*=");
    }

    @Test
    void the_services_are_asked_whether_they_are_ready() {
        Path script = ProjectFiles.path("deploy/images/healthcheck");

        assertThat(text).containsPattern("HEALTHCHECK .*CMD \\[\"/app/healthcheck\"]");
        assertThat(Files.isExecutable(script)).isTrue();
        assertThat(ProjectFiles.text("deploy/images/healthcheck")).contains("/q/health/ready");
    }

    @Test
    void archives_without_a_daemon_are_made_on_the_same_base_with_the_same_options_and_for_the_same_modules() {
        String archives = ProjectFiles.text("deploy/images/pom.xml");

        assertThat(archives)
                .contains(
                        "<image.base>eclipse-temurin:" + first("(?m)^ARG TEMURIN=(\\S+)$") + "-jre-noble</image.base>")
                .contains("<image.java.options>" + first("(?m)^ENV JAVA_TOOL_OPTIONS=\"(.+)\"$")
                        + "</image.java.options>")
                .contains("<user>" + first("(?m)^USER (\\S+)$") + "</user>");
        assertThat(ComposeFile.read().modules())
                .allSatisfy(module -> assertThat(archives).contains("<image>ffe/" + module + ":${image.tag}</image>"));
        assertThat(ComposeFile.read()
                        .services()
                        .get("risk-service")
                        .path("image")
                        .asText())
                .isEqualTo("ffe/risk-service:" + tag(archives));
    }

    private static String tag(String archives) {
        Matcher tag = Pattern.compile("<image.tag>(\\S+)</image.tag>").matcher(archives);
        assertThat(tag.find()).isTrue();
        return tag.group(1);
    }

    private String first(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}
