package io.ffe.schema.serde;

import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** A component is required unless it is {@code @Nullable}: the type says so once, for Java and for the wire. */
class JsonRules extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
        AnnotatedType type = switch (member) {
            case AnnotatedField field -> ((Field) field.getMember()).getAnnotatedType();
            case AnnotatedParameter parameter
            when parameter.getOwner().getMember() instanceof Constructor<?> constructor
                    && constructor.getDeclaringClass().isRecord() ->
                constructor.getAnnotatedParameterTypes()[parameter.getIndex()];
            default -> null;
        };
        return type == null ? super.hasRequiredMarker(member) : !type.isAnnotationPresent(Nullable.class);
    }
}
