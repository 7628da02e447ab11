/** What people and programs may look at over HTTP. Every endpoint needs a token with a role; only the trading state can be changed. */
@NullMarked
package io.ffe.risk.rest;

import org.jspecify.annotations.NullMarked;
