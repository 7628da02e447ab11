/** The catalogue of topics: everything that creates, writes or reads one takes its name and settings from here. */
@NullMarked
package io.ffe.schema.topic;

import org.jspecify.annotations.NullMarked;
