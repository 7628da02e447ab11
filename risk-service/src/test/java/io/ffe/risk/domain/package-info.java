/** Rules tested as functions: {@link io.ffe.risk.domain.Market} and {@link io.ffe.risk.domain.Account} make what they are given. */
@NullUnmarked
package io.ffe.risk.domain;

import org.jspecify.annotations.NullUnmarked;
