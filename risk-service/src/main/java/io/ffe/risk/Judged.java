package io.ffe.risk;

import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.Mark;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Verdict;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A verdict was given; observed once its transaction has committed. @param trading the state that it was judged under */
record Judged(
        Verdict verdict,
        ExposureBook book,
        Map<String, Mark> marks,
        @Nullable Control trading) {}
