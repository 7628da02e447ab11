/**
 * PostgreSQL 18: the server from Maven artifacts, its durability confirmed before anybody uses it, and one database with
 * one role for each service.
 *
 * <p>The server runs as a child process of its own and keeps its data directory over restarts. As root, which PostgreSQL
 * refuses to run as, it is started in a user namespace or as another user ({@link io.ffe.stack.postgres.ServerUser}).
 */
@NullMarked
package io.ffe.stack.postgres;

import org.jspecify.annotations.NullMarked;
