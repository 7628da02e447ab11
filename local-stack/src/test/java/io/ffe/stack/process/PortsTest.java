package io.ffe.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PortsTest {

    @Test
    void a_free_default_is_used() {
        int port = Ports.anyFree();

        assertThat(new Ports(Map.of()).choose("risk-service", port))
                .isEqualTo(new Ports.Choice("risk-service", port, false));
    }

    @Test
    void a_taken_default_gives_way_to_a_free_port() throws Exception {
        try (ServerSocket taken = listening()) {
            Ports.Choice choice = new Ports(Map.of()).choose("risk-service", taken.getLocalPort());

            assertThat(choice.moved()).isTrue();
            assertThat(choice.port()).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void two_components_never_get_the_same_port() {
        int port = Ports.anyFree();
        Ports ports = new Ports(Map.of());

        assertThat(ports.choose("risk-service", port).port())
                .isNotEqualTo(ports.choose("decision-service", port).port());
    }

    @Test
    void a_taken_port_that_was_asked_for_is_refused_by_number() throws Exception {
        try (ServerSocket taken = listening()) {
            Ports ports = new Ports(Map.of("risk-service", taken.getLocalPort()));

            assertThatThrownBy(() -> ports.choose("risk-service", 18083))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("--port risk-service=" + taken.getLocalPort());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void the_process_that_has_a_port_is_named() throws Exception {
        try (ServerSocket taken = listening()) {
            assertThat(PortOwner.of(taken.getLocalPort()))
                    .contains("process " + ProcessHandle.current().pid());
        }
    }

    private static ServerSocket listening() throws Exception {
        return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    }
}
