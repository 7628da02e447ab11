package io.ffe.risk.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/** What is counted for each decision. Panache's own count makes its query anew each time. */
final class Counting {

    private Counting() {}

    static boolean any(PanacheRepositoryBase<?, ?> rows, String query, String id) {
        return count(rows, query, id) > 0;
    }

    /** @param query in HQL, with the id as its only parameter */
    static long count(PanacheRepositoryBase<?, ?> rows, String query, String id) {
        return rows.getEntityManager()
                .createQuery(query, Long.class)
                .setParameter(1, id)
                .getSingleResult();
    }
}
