/**
 * The ways of doing the tick stage that are compared. Each runs in a process of its own, which stays for all rounds, so that
 * every one is as warm as the others.
 */
@NullMarked
package io.ffe.bench.stage;

import org.jspecify.annotations.NullMarked;
