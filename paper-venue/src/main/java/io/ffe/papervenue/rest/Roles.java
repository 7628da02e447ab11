package io.ffe.papervenue.rest;

/** The roles of FFE's tokens that mean something here. */
final class Roles {

    static final String ADMIN = "admin";
    static final String OPERATOR = "operator";
    static final String SERVICE = "service";
    static final String VIEWER = "viewer";

    private Roles() {}
}
