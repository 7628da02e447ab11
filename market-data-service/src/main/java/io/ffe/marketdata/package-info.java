@NullMarked
package io.ffe.marketdata;

import org.jspecify.annotations.NullMarked;
