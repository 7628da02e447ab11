package io.ffe.papervenue.domain;

/**
 * Why an order cannot work.
 *
 * @param detail names the field, the value and what was expected
 */
record Rejected(Reason reason, String detail) {}
