/**
 * The commands of {@code ffe}, one class each: they read options, call the packages that do the work, and print. Exit
 * status: 0 done, 1 failed, 2 the command cannot be carried out as typed.
 */
@NullMarked
package io.ffe.stack.cli;

import org.jspecify.annotations.NullMarked;
