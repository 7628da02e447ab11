package io.ffe.schema.event;

/**
 * The place of a decision in the chain of its portfolio. Left out of the coreHash: a rerun links other ids.
 *
 * @param sequence 1 for the portfolio's first decision, then one more for each
 * @param previousHash hash of the decision before it, 64 zeros for the first
 * @param hash of this decision and everything before it, see {@link io.ffe.schema.serde.DecisionChain}
 */
public record ChainLink(long sequence, String previousHash, String hash) {

    public ChainLink {
        Require.that(sequence > 0, "sequence", sequence, "1 or more");
        Require.sha256("previousHash", previousHash);
        Require.sha256("hash", hash);
    }
}
