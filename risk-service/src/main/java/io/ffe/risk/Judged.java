package io.ffe.risk;

import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.Mark;
import io.ffe.schema.event.Verdict;
import java.util.Map;

/** A verdict was given; observed once its transaction has committed. */
record Judged(Verdict verdict, ExposureBook book, Map<String, Mark> marks) {}
