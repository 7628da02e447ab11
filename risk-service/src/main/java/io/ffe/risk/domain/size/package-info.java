/** How large an entry may be and where it ends: the stop from volatility, the quantity from stop and headroom. */
@NullMarked
package io.ffe.risk.domain.size;

import org.jspecify.annotations.NullMarked;
