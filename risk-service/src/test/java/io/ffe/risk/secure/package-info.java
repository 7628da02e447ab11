/** Connections that prove who is at both ends: a broker with TLS and rights for each service, a database over TLS, REST over TLS. */
@NullUnmarked
package io.ffe.risk.secure;

import org.jspecify.annotations.NullUnmarked;
