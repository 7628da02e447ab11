package io.ffe.risk;

import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.book.Valuation;
import java.util.Map;

/** An execution entered the book; observed once its transaction has committed. */
record Folded(ExposureBook book, Map<String, Mark> marks, Valuation valuation) {}
