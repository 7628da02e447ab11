/**
 * OANDA's v20 REST interface as a venue.
 *
 * <p>A portfolio is an OANDA account without hedging, whose currency is the portfolio's. What is true there is the account's numbered
 * transactions: they are asked for in order, and everything that is booked comes from them. The transaction stream only says that
 * there is something to ask for; what it repeats, reorders or leaves out changes nothing.
 *
 * <p>OANDA refuses a repeated client id only while the first order is pending, so a market order that is sent twice may fill twice.
 * {@link io.ffe.execution.venue.oanda.OandaAccount#ask} therefore says that an order is absent only when both the account has no order
 * of that id and no transaction since the last booked one carries it.
 *
 * <p>Requests carry the token in a header and nowhere else; no message of this package holds it.
 *
 * <p>Source: developer.oanda.com, v20 REST, and the definitions in github.com/oanda/v20-openapi.
 */
@NullMarked
package io.ffe.execution.venue.oanda;

import org.jspecify.annotations.NullMarked;
