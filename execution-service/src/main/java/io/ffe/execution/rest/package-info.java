/** What the books show over HTTP, to holders of role viewer, operator or admin. Only the trading state can be changed, by operators. */
@NullMarked
package io.ffe.execution.rest;

import org.jspecify.annotations.NullMarked;
