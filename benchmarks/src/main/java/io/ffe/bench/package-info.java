/**
 * FFE beside its peers: the same work on the same broker with the same record bytes, interleaved in one run. What counts are
 * ratios; absolute figures are of the machine and of whoever shares it.
 */
@NullMarked
package io.ffe.bench;

import org.jspecify.annotations.NullMarked;
