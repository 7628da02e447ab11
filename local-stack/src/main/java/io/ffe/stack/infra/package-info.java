/**
 * Where Kafka and PostgreSQL come from: named by the environment, from containers, or embedded as child processes. Whoever
 * chooses prints the choice and its reason.
 */
@NullMarked
package io.ffe.stack.infra;

import org.jspecify.annotations.NullMarked;
