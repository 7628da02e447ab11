/**
 * Infrastructure for tests: {@link io.ffe.stack.testing.TestInfrastructure#shared()}.
 *
 * <p>One pair of Kafka and PostgreSQL for each test JVM, in a process of its own, so that neither a broker nor
 * Testcontainers is on the class path of the service under test. It ends with the JVM, also when that is killed.
 */
@NullMarked
package io.ffe.stack.testing;

import org.jspecify.annotations.NullMarked;
