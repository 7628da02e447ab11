package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpCommandTest {

    @Test
    void a_run_that_could_not_be_followed_because_of_an_issuer_is_not_begun() {
        assertThatThrownBy(() -> UpCommand.refuseIssuer(Map.of("FFE_OIDC_ISSUER", "https://login.example.com")))
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll("FFE_OIDC_ISSUER is 'https://login.example.com'", "Unset it");
        assertThatCode(() -> UpCommand.refuseIssuer(Map.of("FFE_OIDC_ISSUER", "")))
                .doesNotThrowAnyException();
    }
}
