/** What a person sees: lines, a line that is rewritten, tables, and how figures are written. No logic, no I/O but output. */
@NullMarked
package io.ffe.stack.view;

import org.jspecify.annotations.NullMarked;
