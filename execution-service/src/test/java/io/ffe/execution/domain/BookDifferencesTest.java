package io.ffe.execution.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BookDifferencesTest {

    private static final BigDecimal CENT = new BigDecimal("0.01");

    @Test
    void equal_books_have_no_differences_whatever_the_scale_of_their_numbers() {
        assertThat(between(
                        books("100.00", Map.of("BTCUSDT", new BigDecimal("0.50")), "a"),
                        books("100", Map.of("BTCUSDT", new BigDecimal("0.5")), "a")))
                .isEmpty();
    }

    @Test
    void cash_may_differ_by_rounding_and_no_more() {
        assertThat(between(books("100.01", Map.of()), books("100", Map.of()))).isEmpty();
        assertThat(between(books("100.02", Map.of()), books("100", Map.of())))
                .containsExactly("cash is 100.02 here and 100 at the venue");
    }

    @Test
    void a_position_on_one_side_only_is_a_difference() {
        Map<String, BigDecimal> one = Map.of("ETHUSDT", BigDecimal.ONE);

        assertThat(between(books("0", one), books("0", Map.of())))
                .containsExactly("position in ETHUSDT is 1 here and 0 at the venue");
        assertThat(between(books("0", Map.of()), books("0", one)))
                .containsExactly("position in ETHUSDT is 0 here and 1 at the venue");
    }

    @Test
    void an_order_on_one_side_only_is_a_difference() {
        assertThat(between(books("0", Map.of(), "ours"), books("0", Map.of(), "theirs")))
                .containsExactly(
                        "order theirs works at the venue and not here", "order ours works here and not at the venue");
    }

    private static List<String> between(BookDifferences.Books ours, BookDifferences.Books venues) {
        return BookDifferences.between(ours, venues, CENT);
    }

    private static BookDifferences.Books books(String cash, Map<String, BigDecimal> positions, String... orders) {
        return new BookDifferences.Books(new BigDecimal(cash), positions, Set.of(orders));
    }
}
