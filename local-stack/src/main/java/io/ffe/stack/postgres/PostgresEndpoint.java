package io.ffe.stack.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A PostgreSQL server and a role that may create databases and roles on it.
 *
 * @param adminDatabase a database that the administrator can connect to
 */
public record PostgresEndpoint(String host, int port, String adminDatabase, String adminUser, String adminPassword) {

    /** JDBC address of one of its databases. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    /** A connection of the administrator. */
    public Connection connect() throws SQLException {
        return connect(adminDatabase);
    }

    /** The administrator's connection to one of its databases. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), adminUser, adminPassword);
    }

    /** Without the password: this ends up in messages. */
    @Override
    public String toString() {
        return adminUser + "@" + host + ":" + port + "/" + adminDatabase;
    }
}
