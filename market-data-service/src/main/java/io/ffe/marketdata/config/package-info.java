/** What an operator can set; checked as a whole at start, an unknown key stops it. */
@NullMarked
package io.ffe.marketdata.config;

import org.jspecify.annotations.NullMarked;
