/** Daily closes and what they say about a portfolio. Values and functions only; a history that is too short is a value. */
@NullMarked
package io.ffe.risk.domain.history;

import org.jspecify.annotations.NullMarked;
