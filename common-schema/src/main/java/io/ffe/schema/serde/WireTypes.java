package io.ffe.schema.serde;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;

/** How the four scalar types whose default reading is too lenient stand on the wire. */
final class WireTypes {

    private WireTypes() {}

    static Module module() {
        return module(new DecimalWriter());
    }

    static Module module(JsonSerializer<BigDecimal> decimalWriter) {
        return new SimpleModule("ffe-wire-types")
                .addSerializer(BigDecimal.class, decimalWriter)
                .addSerializer(Instant.class, new TimeWriter())
                .addDeserializer(BigDecimal.class, new DecimalReader())
                .addDeserializer(Instant.class, new TimeReader())
                .addDeserializer(String.class, new TextReader())
                .addDeserializer(double.class, new StatisticReader())
                .addDeserializer(Double.class, new StatisticReader());
    }

    /** Plain notation, never an exponent, so that every language reads the same digits. */
    private static final class DecimalWriter extends StdScalarSerializer<BigDecimal> {

        private static final long serialVersionUID = 1L;

        DecimalWriter() {
            super(BigDecimal.class);
        }

        @Override
        public void serialize(BigDecimal value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (!Decimals.fits(value)) {
                throw new JsonMappingException(json, value + " has no wire form: expected " + Decimals.EXPECTED);
            }
            json.writeString(Decimals.format(value));
        }
    }

    /** Refuses JSON numbers, which other languages read as binary floating point, and absurd lengths. */
    private static final class DecimalReader extends StdScalarDeserializer<BigDecimal> {

        private static final long serialVersionUID = 1L;

        DecimalReader() {
            super(BigDecimal.class);
        }

        @Override
        public BigDecimal deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_STRING && Decimals.isWireForm(json.getText())) {
                return new BigDecimal(json.getText());
            }
            return context.reportInputMismatch(
                    this, "is %s, expected %s", found(json), "a string with " + Decimals.EXPECTED);
        }
    }

    private static final class TimeWriter extends StdScalarSerializer<Instant> {

        private static final long serialVersionUID = 1L;

        TimeWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(IsoTime.format(value));
        }
    }

    /** Refuses numbers too: nobody can tell seconds from milliseconds. */
    private static final class TimeReader extends StdScalarDeserializer<Instant> {

        private static final long serialVersionUID = 1L;

        TimeReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                try {
                    return IsoTime.parse(json.getText());
                } catch (DateTimeException _) {
                    // Refused below, together with what is not even a string.
                }
            }
            return context.reportInputMismatch(this, "is %s, expected %s", found(json), IsoTime.EXPECTED);
        }
    }

    /**
     * Text that every store and every encoder takes. A lone surrogate cannot be written as UTF-8 again and PostgreSQL has no
     * NUL; both would be found only after the event was accepted.
     */
    private static final class TextReader extends StdScalarDeserializer<String> {

        private static final long serialVersionUID = 1L;

        TextReader() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                return context.reportInputMismatch(this, "is %s, expected a string", found(json));
            }
            String text = json.getText();
            if (!isStorable(text)) {
                return context.reportInputMismatch(
                        this, "contains U+0000 or half of a surrogate pair, expected Unicode text without them");
            }
            return text;
        }
    }

    /** Finite JSON numbers: 1e400 would silently become infinite, and "NaN" in a string is no number. */
    private static final class StatisticReader extends StdScalarDeserializer<Double> {

        private static final long serialVersionUID = 1L;

        StatisticReader() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken().isNumeric() && Double.isFinite(json.getDoubleValue())) {
                return json.getDoubleValue();
            }
            return context.reportInputMismatch(
                    this, "is %s, expected a number within the range of a double", found(json));
        }
    }

    /** False for text with a NUL or half of a surrogate pair. */
    static boolean isStorable(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (Character.isHighSurrogate(c)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1))) {
                at++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** What stands there, for a message. */
    private static String found(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "the string '" + json.getText() + "'";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + json.getText();
            default -> json.getText();
        };
    }
}
