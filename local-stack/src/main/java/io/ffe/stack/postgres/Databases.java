package io.ffe.stack.postgres;

import io.ffe.stack.Problem;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Creates databases, each owned by a role of the same name that can connect to no other. */
public final class Databases {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Databases() {}

    /** How a service reaches its database. */
    public record Access(String jdbcUrl, String username, String password) {

        /** Without the password: this ends up in messages. */
        @Override
        public String toString() {
            return username + " at " + jdbcUrl;
        }
    }

    /** A password that nobody has to remember. */
    public static String randomPassword() {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Makes the database and its role exist, with this password from now on. */
    public static Access provide(PostgresEndpoint postgres, String name, String password) {
        if (!NAME.matcher(name).matches() || !password.chars().allMatch(Character::isLetterOrDigit)) {
            throw new IllegalArgumentException("not usable in SQL without quoting: database " + name);
        }
        try (Connection connection = postgres.connect();
                Statement sql = connection.createStatement()) {
            boolean roleExists = exists(sql, "SELECT 1 FROM pg_roles WHERE rolname = '" + name + "'");
            sql.execute((roleExists ? "ALTER" : "CREATE") + " ROLE " + name + " LOGIN PASSWORD '" + password + "'");
            if (!exists(sql, "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
                sql.execute("CREATE DATABASE " + name + " OWNER " + name);
            }
            sql.execute("REVOKE CONNECT, TEMPORARY ON DATABASE " + name + " FROM PUBLIC");
            sql.execute("REVOKE CONNECT, TEMPORARY ON DATABASE " + postgres.adminDatabase() + " FROM PUBLIC");
            return new Access(postgres.jdbcUrl(name), name, password);
        } catch (SQLException refused) {
            throw Problem.failure(
                    "database " + name + " could not be made on " + postgres + ": " + refused.getMessage(), refused);
        }
    }

    private static boolean exists(Statement sql, String query) throws SQLException {
        try (ResultSet rows = sql.executeQuery(query)) {
            return rows.next();
        }
    }
}
