/**
 * The journal: one JSON object per line, in the order in which things happened, each with a checksum.
 *
 * <p>A line that was appended is not yet safe; {@link io.ffe.papervenue.store.Journal#awaitDurable} returns when the disk
 * has it, and nothing that depends on a line may be shown before. One call to the disk serves all that wait for it. What a
 * crash left of a last line is cut off at the next start; damage anywhere else stops the start and names the line.
 *
 * <p>Appending is for one thread at a time; waiting is for any. Another process on the same journal is refused.
 */
@NullMarked
package io.ffe.papervenue.store;

import org.jspecify.annotations.NullMarked;
