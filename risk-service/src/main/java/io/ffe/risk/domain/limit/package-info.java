/** What a portfolio is allowed to do. Values only; where they come from is configuration's affair. */
@NullMarked
package io.ffe.risk.domain.limit;

import org.jspecify.annotations.NullMarked;
