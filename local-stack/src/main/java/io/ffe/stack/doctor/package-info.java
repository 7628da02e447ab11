/**
 * Whether FFE can do its work here, with the stack up or down: each {@link io.ffe.stack.doctor.Check} looks at one thing and
 * says what it saw, what it expected and what to do. Changes nothing but a topic of its own that it makes and removes to read the
 * broker's clock. One check's failure hides no other's answer.
 */
@NullMarked
package io.ffe.stack.doctor;

import org.jspecify.annotations.NullMarked;
