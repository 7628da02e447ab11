/**
 * Decision: every snapshot becomes exactly one decision for each portfolio.
 *
 * <p>Reads {@code ffe.snapshots.v1} and, for what portfolios hold, {@code ffe.executions.v1}; writes {@code ffe.decisions.v1} and
 * {@code ffe.outcomes.v1} through the outbox. Taking a snapshot in and deciding
 * on it are two transactions with the model calls between them: {@link io.ffe.decision.SnapshotIntake} commits a job with
 * the inbox row, {@link io.ffe.decision.DecisionWorker} leases it, walks the ladder outside of any transaction, and
 * commits decision, outbox row and the end of the job together. Whatever dies in between, the job is done again and the
 * first commit counts: decisionId = H(portfolioId, snapshotId, producer) and (portfolio, snapshot) are unique.
 *
 * <p>Decisions of a portfolio are published in the order in which they were recorded. Within a replay in lock-step all
 * times on a decision are logical.
 */
@NullMarked
package io.ffe.decision;

import org.jspecify.annotations.NullMarked;
