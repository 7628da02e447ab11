/**
 * What an audit goes by: records of topics, rows of databases and lines of the paper venue's journal, as values. Nothing here
 * judges, and nothing knows where it was read.
 */
@NullMarked
package io.ffe.stack.audit.fact;

import org.jspecify.annotations.NullMarked;
