package io.ffe.schema.serde;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component that {@link CoreHash} leaves out: wall-clock times, and ids that contain the run. All else is core,
 * so a new field is compared between runs unless somebody decides otherwise.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface NotCore {}
