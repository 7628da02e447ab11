package io.ffe.stack.backup;

import io.ffe.stack.Problem;
import io.ffe.stack.backup.Manifest.Database;
import io.ffe.stack.postgres.PostgresEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A base backup of a running server through its low-level interface, with the segments of the log that make it whole:
 * {@code pg_basebackup} is not among the binaries that the stack unpacks. Transactions go on meanwhile. A temporary slot keeps
 * the server from recycling segments; it goes with the session, so a killed backup leaves nothing.
 */
final class DatabaseCopy implements AutoCloseable {

    /** One file of all: thousands of small ones would each have to be brought to the disk. */
    static final String BASE = "database/base.tar";

    static final String LABEL = "database/backup_label";
    static final String LOG = "database/wal/";

    private static final String WAL_FOLDER = "pg_wal";

    /** The server makes their contents anew; the folders have to be there. */
    private static final Set<String> EMPTIED = Set.of(
            WAL_FOLDER,
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    /** Of this very process, or made anew. */
    private static final Set<String> LEFT_OUT = Set.of(
            "postmaster.pid",
            "postmaster.opts",
            "backup_label",
            "tablespace_map",
            "current_logfiles",
            "pg_internal.init");

    /** Last, as the server's own tool does it: it says how far the others have come. */
    private static final String CONTROL = "global/pg_control";

    private static final int SEGMENT_NAME_LENGTH = 24;
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Connection session;
    private final Path data;
    private final BackupFolder.Unfinished into;
    private final String from;
    private String through = "";

    private DatabaseCopy(Connection session, Path data, BackupFolder.Unfinished into, String from) {
        this.session = session;
        this.data = data;
        this.into = into;
        this.from = from;
    }

    /** Tells the server that a base is going to be copied. @throws Problem when its data is not in a folder of this machine */
    static DatabaseCopy begin(PostgresEndpoint server, BackupFolder.Unfinished into, String label) {
        try {
            Connection session = server.connect();
            try {
                Path data = Path.of(text(session, "SHOW data_directory"));
                if (!Files.isReadable(data.resolve("PG_VERSION"))) {
                    throw Problem.failure("PostgreSQL at " + server + " keeps its data in " + data
                            + ", which cannot be read here: back it up where it runs, see docs/disaster-recovery.md");
                }
                text(
                        session,
                        "SELECT slot_name FROM pg_create_physical_replication_slot('ffe_backup_"
                                + ProcessHandle.current().pid() + "', true, true)");
                String from = text(session, "SELECT pg_backup_start('" + label + "', true)");
                return new DatabaseCopy(session, data, into, from);
            } catch (SQLException | RuntimeException failed) {
                session.close();
                throw failed;
            }
        } catch (SQLException refused) {
            throw Problem.failure("PostgreSQL at " + server + " cannot be backed up: " + refused.getMessage(), refused);
        }
    }

    /** By the server's clock. */
    Instant now() throws SQLException {
        try (Statement sql = session.createStatement();
                ResultSet row = sql.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return row.getTimestamp(1).toInstant();
        }
    }

    String major() throws IOException {
        return Files.readString(data.resolve("PG_VERSION")).strip();
    }

    long size() throws IOException {
        return sizeOf(files(new TreeSet<>()));
    }

    /** Copies the data as it lies there; torn pages and half-made files are what the log is for. */
    void copyBase(Progress progress) throws IOException {
        Set<String> folders = new TreeSet<>();
        List<Path> files = files(folders);
        long of = sizeOf(files);
        try (Digested out = Digested.create(into.file(BASE))) {
            TarArchiveOutputStream tar = new TarArchiveOutputStream(out);
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (String folder : folders) {
                tar.putArchiveEntry(new TarArchiveEntry(folder + "/"));
                tar.closeArchiveEntry();
            }
            byte[] buffer = new byte[BUFFER_BYTES];
            long done = 0;
            for (Path file : files) {
                try (InputStream in = Files.newInputStream(file)) {
                    long size = Files.size(file);
                    TarArchiveEntry entry =
                            new TarArchiveEntry(data.relativize(file).toString());
                    entry.setSize(size);
                    tar.putArchiveEntry(entry);
                    copy(in, tar, size, buffer);
                    tar.closeArchiveEntry();
                    done += size;
                } catch (NoSuchFileException dropped) {
                    // A relation that was dropped since: the log has it.
                    continue;
                }
                progress.at("databases", done, of);
            }
            tar.finish();
            into.wrote(BASE, out.content());
        }
    }

    /** Exactly so many bytes, whatever the file has become meanwhile: what it grew by and what it lost is in the log. */
    private static void copy(InputStream in, OutputStream out, long size, byte[] buffer) throws IOException {
        long left = size;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                Arrays.fill(buffer, (byte) 0);
                read = (int) Math.min(left, buffer.length);
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    /** Ends the base and copies the log from its beginning to its end. What is committed after this is not in the backup. */
    Database end() throws SQLException, IOException {
        String label;
        try (Statement sql = session.createStatement();
                ResultSet row = sql.executeQuery("SELECT lsn, labelfile FROM pg_backup_stop(false)")) {
            row.next();
            through = row.getString(1);
            label = row.getString(2);
        }
        into.write(LABEL, label.getBytes(StandardCharsets.UTF_8));
        String first = text(session, "SELECT pg_walfile_name('" + from + "')");
        String last = text(session, "SELECT pg_walfile_name('" + through + "')");
        int copied = 0;
        try (Stream<Path> segments = Files.list(data.resolve(WAL_FOLDER))) {
            for (Path segment : segments.sorted().toList()) {
                String name = String.valueOf(segment.getFileName());
                if (name.length() == SEGMENT_NAME_LENGTH && name.compareTo(first) >= 0 && name.compareTo(last) <= 0) {
                    into.copy(segment, LOG + name);
                    copied++;
                }
            }
        }
        if (copied == 0
                || !into.files().containsKey(LOG + first)
                || !into.files().containsKey(LOG + last)) {
            throw Problem.failure("PostgreSQL's log from " + first + " to " + last + " is not in " + data
                    + "/pg_wal any more: take the backup again");
        }
        return new Database(from, through);
    }

    private List<Path> files(Set<String> folders) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(data, new LiveFolderVisitor() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = data.relativize(folder).toString();
                boolean ofSlotOrStatistics = name.indexOf('/') > 0
                        && !name.startsWith(WAL_FOLDER)
                        && EMPTIED.contains(name.substring(0, name.indexOf('/')));
                if (ofSlotOrStatistics || name.startsWith("pgsql_tmp") || name.contains("/pgsql_tmp")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!name.isEmpty()) {
                    folders.add(name);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path name = data.relativize(file);
                boolean wanted = !LEFT_OUT.contains(String.valueOf(name.getFileName()))
                        && !EMPTIED.contains(String.valueOf(name.getName(0)));
                if (wanted) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(Comparator.comparing(
                        (Path file) -> data.relativize(file).toString().equals(CONTROL))
                .thenComparing(Comparator.naturalOrder()));
        return files;
    }

    private static long sizeOf(List<Path> files) throws IOException {
        long size = 0;
        for (Path file : files) {
            try {
                size += Files.size(file);
            } catch (NoSuchFileException dropped) {
                continue;
            }
        }
        return size;
    }

    private static String text(Connection session, String query) throws SQLException {
        try (Statement sql = session.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    /** The server ends a base that was not, and drops the slot, with the session. */
    @Override
    public void close() throws SQLException {
        session.close();
    }
}
