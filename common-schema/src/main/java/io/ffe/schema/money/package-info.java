/** Decimal money, and the instruments whose tick and lot sizes it is rounded to. */
@NullMarked
package io.ffe.schema.money;

import org.jspecify.annotations.NullMarked;
