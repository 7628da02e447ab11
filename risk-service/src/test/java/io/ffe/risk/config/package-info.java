/** What configuration becomes, and what it is told when it is wrong. */
@NullUnmarked
package io.ffe.risk.config;

import org.jspecify.annotations.NullUnmarked;
