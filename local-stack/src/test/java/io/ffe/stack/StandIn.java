package io.ffe.stack;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * What stands in for a service: a JVM that answers that it is ready, and how far a replay is. Takes its port from the
 * environment as services do, and the replay's state from {@code STAND_IN_REPLAY}.
 */
public final class StandIn {

    private StandIn() {}

    public static void main(String[] arguments) throws Exception {
        if (System.getenv("STAND_IN_BROKEN") != null
                && System.getenv("STAND_IN_BROKEN").equals(System.getProperty("ffe.component"))) {
            System.out.println("ERROR configuration key ffe.unknown is not known");
            System.exit(1);
        }
        int port = Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        String state = System.getenv().getOrDefault("STAND_IN_REPLAY", "RUNNING");
        answer(server, "/q/health/ready", "{\"status\":\"UP\",\"checks\":[]}");
        answer(server, "/q/metrics", "ffe_stage_age_seconds_count{stage=\"risk\"} 2\n");
        answer(
                server,
                "/api/v1/replay",
                "{\"state\":\"" + state + "\",\"progress\":0.5,\"ticks\":3,\"bars\":2,\"snapshots\":1,\"beats\":1,"
                        + "\"detail\":\"a stand-in\"}");
        server.start();
        System.out.println("listening on " + port);
    }

    /** Packs this class as what {@code java -jar} starts. */
    public static void packTo(Path jar) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandIn.class.getName());
        Files.createDirectories(jar.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            String name = StandIn.class.getName().replace('.', '/') + ".class";
            out.putNextEntry(new JarEntry(name));
            StandIn.class.getClassLoader().getResourceAsStream(name).transferTo(out);
        }
    }

    private static void answer(HttpServer server, String path, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
    }
}
