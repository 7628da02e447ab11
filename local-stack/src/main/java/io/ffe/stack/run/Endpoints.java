package io.ffe.stack.run;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where services answer.
 *
 * @param name of the run, or of the file that names them
 * @param urls of each service's instances, the first one first, without a slash at the end
 */
public record Endpoints(String name, Map<Service, List<String>> urls) {

    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String LINE = "execution-service=http://127.0.0.1:18084";

    public Endpoints {
        urls = Map.copyOf(urls);
    }

    /** Those of the run that is up. */
    public static Endpoints of(CurrentRun current) {
        Map<Service, List<String>> urls = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            urls.put(
                    service,
                    current.instances(service).stream()
                            .map(CurrentRun.Part::url)
                            .toList());
        }
        return new Endpoints("run " + current.runId(), urls);
    }

    /**
     * Those that a properties file names: a line for each service, {@code risk-service=http://127.0.0.1:18083}, with commas between
     * several instances.
     *
     * @param wrong takes everything that is wrong with the file; what is right is read all the same
     */
    public static Endpoints read(Path file, List<String> wrong) {
        Properties lines = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            lines.load(text);
        } catch (IOException | IllegalArgumentException unreadable) {
            wrong.add("the file of endpoints " + file + " cannot be read (" + unreadable + "), expected lines as "
                    + LINE + ": begin with a copy of deploy/endpoints.properties");
            return new Endpoints(file.toString(), Map.of());
        }
        Map<Service, List<String>> urls = new EnumMap<>(Service.class);
        for (String name : new TreeSet<>(lines.stringPropertyNames())) {
            Optional<Service> service = Arrays.stream(Service.values())
                    .filter(each -> each.module().equals(name) || each.module().equals(name + "-service"))
                    .findFirst();
            if (service.isEmpty()) {
                wrong.add(name + " in " + file + " is no service, expected one of "
                        + Arrays.stream(Service.values()).map(Service::module).collect(Collectors.joining(", ")));
                continue;
            }
            List<String> instances = new ArrayList<>();
            for (String url : lines.getProperty(name).split(",", -1)) {
                address(url.strip())
                        .ifPresentOrElse(
                                instances::add,
                                () -> wrong.add(name + " in " + file + " is '" + url.strip()
                                        + "', expected https://HOST/PATH, or http://127.0.0.1:PORT: a token goes in clear to"
                                        + " nobody but this machine"));
            }
            urls.put(service.get(), List.copyOf(instances));
        }
        if (lines.isEmpty()) {
            wrong.add("the file of endpoints " + file + " names no service, expected lines as " + LINE);
        }
        return new Endpoints(file.toString(), urls);
    }

    private static Optional<String> address(String text) {
        try {
            URI uri = new URI(text);
            boolean fit = uri.getHost() != null
                    && ("https".equals(uri.getScheme())
                            || "http".equals(uri.getScheme()) && HERE.contains(uri.getHost()))
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
            return fit ? Optional.of(text.replaceFirst("/+$", "")) : Optional.empty();
        } catch (URISyntaxException none) {
            return Optional.empty();
        }
    }

    /** Of its first instance; empty when it has none here. */
    public Optional<String> url(Service service) {
        return instances(service).stream().findFirst();
    }

    public List<String> instances(Service service) {
        return urls.getOrDefault(service, List.of());
    }
}
