package io.ffe.stack.audit.rule;

import io.ffe.schema.event.ChainLink;
import io.ffe.schema.event.Decision;
import io.ffe.schema.serde.DecisionChain;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Stage;
import io.ffe.stack.audit.fact.DecisionRecords;
import io.ffe.stack.audit.fact.Digest;
import io.ffe.stack.audit.fact.Published;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * I13: the decisions of each portfolio are one chain without a break, the same in the database and on the topic, and it ends
 * where the head row says. What the database keeps beside each, the snapshot, what members were worth and what models were asked
 * and answered, is what the decision was made of. Only decisions of FFE's own are chained.
 */
public final class ChainRule {

    private static final String WRITER = "ffe/" + Stage.DECISION.label();

    private final Map<String, Chain> onTopic = new HashMap<>();
    private final Map<String, Chain> inDatabase = new HashMap<>();
    private final Findings links = new Findings(Identity.CHAIN);

    /** A chain as far as it was followed, and what of it has no counterpart yet. */
    private static final class Chain {
        private final TreeMap<Long, Link> unmatched = new TreeMap<>();
        private long sequence;
        private String hash = DecisionChain.START;
    }

    private record Link(String decisionId, long digest, Instant at) {}

    /** Takes a decision from the topic, the first of its id. */
    public void take(Decision decision, Published record) {
        ChainLink link = decision.chain();
        if (link == null || !record.writer().equals(WRITER)) {
            return;
        }
        Chain chain = onTopic.computeIfAbsent(decision.portfolioId(), first -> new Chain());
        String id = decision.decisionId();
        follow(chain, "on the topic", id, link, link.sequence(), record.payload());
        chain.unmatched.put(link.sequence(), new Link(id, record.digest(), record.appendedAt()));
    }

    /** @param records of the database, read after the topic */
    public Check check(Pass pass, DecisionRecords records) {
        records.fresh().forEach(this::take);
        Findings now = new Findings(Identity.CHAIN);
        for (DecisionRecords.Head head : records.heads()) {
            Chain topic = onTopic.computeIfAbsent(head.portfolioId(), first -> new Chain());
            Chain database = inDatabase.computeIfAbsent(head.portfolioId(), first -> new Chain());
            head(head, database, now);
            match(pass, head.portfolioId(), topic, database, now);
        }
        onTopic.forEach((portfolio, chain) -> {
            if (records.heads().stream().noneMatch(head -> head.portfolioId().equals(portfolio))) {
                now.broken(
                        portfolio, "has a chain up to " + chain.sequence + " on the topic and no head in the database");
            }
        });
        return now.with(links);
    }

    private void take(DecisionRecords.Link row) {
        Chain chain = inDatabase.computeIfAbsent(row.portfolioId(), first -> new Chain());
        Decision decision = decisionIn(row.payload());
        ChainLink link = decision == null ? null : decision.chain();
        if (decision == null || link == null) {
            links.broken(row.decisionId(), "has no link in the database, though its row is number " + row.sequence());
            return;
        }
        follow(chain, "in the database", row.decisionId(), link, row.sequence(), row.payload());
        if (decision.recordHash() != null && !row.recordHashes().isEmpty()) {
            links.require(
                    row.recordHashes().contains(decision.recordHash()),
                    row.decisionId(),
                    "has another record in the database than it was made of: its snapshot, what members were worth by then, or a"
                            + " request to a model or its answer, was changed or removed");
        }
        chain.unmatched.put(row.sequence(), new Link(row.decisionId(), Digest.of(row.payload()), row.recordedAt()));
    }

    /** One step along a chain: the next number, the hash before it, and the hash that its own bytes give. */
    private void follow(Chain chain, String where, String id, ChainLink link, long number, byte[] payload) {
        String expected = chain.sequence + 1 == link.sequence() ? chain.hash : link.previousHash();
        if (link.sequence() != number || link.sequence() != chain.sequence + 1) {
            links.broken(id, "is number " + link.sequence() + " " + where + " after number " + chain.sequence);
        } else if (!link.previousHash().equals(expected)) {
            links.broken(id, "follows another decision than number " + chain.sequence + " " + where);
        } else if (!hashOf(payload, link).equals(link.hash())) {
            links.broken(id, "has other bytes " + where + " than its hash was made of");
        } else {
            links.holds();
        }
        if (link.sequence() > chain.sequence) {
            chain.sequence = link.sequence();
            chain.hash = link.hash();
        }
    }

    private static void head(DecisionRecords.Head head, Chain database, Findings now) {
        String id = head.portfolioId();
        now.require(
                head.sequence() == head.last() && head.hash().equals(database.hash),
                id,
                "the chain ends at " + head.last() + " in the database, its head says " + head.sequence()
                        + (head.sequence() == head.last() ? " with another hash" : ""));
        now.require(
                head.rows() == head.sequence(),
                id,
                "the database holds " + head.rows() + " of " + head.sequence() + " decisions of the chain");
    }

    private void match(Pass pass, String portfolio, Chain topic, Chain database, Findings now) {
        topic.unmatched.entrySet().removeIf(entry -> {
            Link recorded = database.unmatched.remove(entry.getKey());
            if (recorded == null) {
                return false;
            }
            links.require(
                    recorded.decisionId().equals(entry.getValue().decisionId())
                            && recorded.digest() == entry.getValue().digest(),
                    entry.getValue().decisionId(),
                    "is number " + entry.getKey() + " of " + portfolio
                            + " on the topic and not what the database has there");
            return true;
        });
        topic.unmatched.forEach((sequence, link) ->
                now.broken(link.decisionId(), "is number " + sequence + " on the topic and not in the database"));
        database.unmatched.forEach((sequence, link) -> now.missing(
                pass.young(link.at()),
                link.decisionId(),
                "is number " + sequence + " in the database and not on the topic"));
    }

    private static String hashOf(byte[] payload, ChainLink link) {
        try {
            return DecisionChain.hashOf(payload, link.sequence(), link.previousHash());
        } catch (IOException torn) {
            return "";
        }
    }

    private static @Nullable Decision decisionIn(byte[] payload) {
        try {
            return Json.mapper().readValue(payload, Decision.class);
        } catch (IOException torn) {
            return null;
        }
    }
}
