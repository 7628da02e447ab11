/** What configuration is refused. */
@NullMarked
package io.ffe.marketdata.config;

import org.jspecify.annotations.NullMarked;
