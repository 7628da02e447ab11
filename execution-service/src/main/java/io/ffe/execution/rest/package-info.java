/**
 * What the books show over HTTP, to holders of role viewer, operator or admin. Operators can change the trading state and close
 * positions; nothing else can be changed.
 */
@NullMarked
package io.ffe.execution.rest;

import org.jspecify.annotations.NullMarked;
