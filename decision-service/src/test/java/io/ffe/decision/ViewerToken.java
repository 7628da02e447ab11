package io.ffe.decision;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test's field for a bearer token with the role {@code viewer}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface ViewerToken {}
