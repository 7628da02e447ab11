@NullMarked
package io.ffe.messaging.kafka;

import org.jspecify.annotations.NullMarked;
