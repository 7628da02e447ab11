/**
 * Changing the trading state: what an operator may ask for, and what becomes of it. The same at risk, which keeps the state,
 * and at execution, which can be told directly when nothing else works. Functions of (state, command, now) without a clock.
 */
@NullMarked
package io.ffe.schema.control;

import org.jspecify.annotations.NullMarked;
