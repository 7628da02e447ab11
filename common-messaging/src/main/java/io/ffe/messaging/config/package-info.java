/** What a process is set to, as its configuration mappings define it: the same that the start is checked with. */
@NullMarked
package io.ffe.messaging.config;

import org.jspecify.annotations.NullMarked;
