package io.ffe.schema.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.event.ChainLink;
import io.ffe.schema.event.Decision;
import io.ffe.schema.id.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Links the decisions of a portfolio, so that none can be changed, taken out or put in without breaking what follows.
 *
 * <p>hash = SHA-256, in lower-case hex, of the UTF-8 text {@code SEQUENCE:PREVIOUS_HASH:} followed by the payload as published
 * without its member {@code chain}: members in their order, no white space. It covers every field, the run and those that
 * coreHash leaves out included.
 */
public final class DecisionChain {

    /** What the first decision of a portfolio follows. */
    public static final String START = "0".repeat(64);

    private static final String MEMBER = "chain";

    private DecisionChain() {}

    /** The decision with its link; one that it may have had is replaced. */
    public static Decision link(Decision decision, long sequence, String previousHash) {
        String hash = hash(EventCodec.payload(decision.linked(null)), sequence, previousHash);
        return decision.linked(new ChainLink(sequence, previousHash, hash));
    }

    /**
     * The hash that a payload has at this place. Fields that this version does not know count too.
     *
     * @throws IOException when the payload is no JSON object
     */
    public static String hashOf(byte[] payload, long sequence, String previousHash) throws IOException {
        JsonNode tree = Json.mapper().readTree(payload);
        if (!(tree instanceof ObjectNode object)) {
            throw new IOException("the payload is no JSON object");
        }
        object.remove(MEMBER);
        return hash(Json.mapper().writeValueAsBytes(object), sequence, previousHash);
    }

    private static String hash(byte[] unlinked, long sequence, String previousHash) {
        byte[] place = (sequence + ":" + previousHash + ":").getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[place.length + unlinked.length];
        System.arraycopy(place, 0, whole, 0, place.length);
        System.arraycopy(unlinked, 0, whole, place.length, unlinked.length);
        return Ids.sha256Hex(whole);
    }
}
