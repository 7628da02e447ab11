/** An account's statement as lines of CSV, the same wherever it is made. */
@NullMarked
package io.ffe.schema.statement;

import org.jspecify.annotations.NullMarked;
