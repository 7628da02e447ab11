/**
 * Keeps the committed contract true: JSON Schemas are what the records give, samples validate, and nothing changes that
 * an old reader or an old record would not survive.
 */
@NullMarked
package io.ffe.schema.contract;

import org.jspecify.annotations.NullMarked;
