/** A decision judged: the size, every gate, the verdict and the book that it leaves behind. */
@NullMarked
package io.ffe.risk.domain.verdict;

import org.jspecify.annotations.NullMarked;
