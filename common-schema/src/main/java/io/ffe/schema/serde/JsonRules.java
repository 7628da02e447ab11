package io.ffe.schema.serde;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/**
 * A component is required unless it is {@code @Nullable}: the type says so once, for Java and for the wire.
 *
 * <p>Required means that null and absence are refused alike, by the same exception. Elements of lists and maps are never
 * null.
 */
class JsonRules extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    private static final JsonSetter.Value REQUIRED = JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL);
    private static final JsonSetter.Value OPTIONAL = JsonSetter.Value.construct(Nulls.SET, Nulls.FAIL);

    @Override
    public JsonSetter.Value findSetterInfo(Annotated member) {
        if (member instanceof AnnotatedParameter parameter
                && parameter.getOwner().getMember() instanceof Constructor<?> constructor
                && constructor.getDeclaringClass().isRecord()) {
            boolean nullable =
                    constructor.getAnnotatedParameterTypes()[parameter.getIndex()].isAnnotationPresent(Nullable.class);
            return nullable ? OPTIONAL : REQUIRED;
        }
        return super.findSetterInfo(member);
    }
}
