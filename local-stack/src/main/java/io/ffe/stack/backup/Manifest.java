package io.ffe.stack.backup;

import io.ffe.stack.run.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a backup holds and what it is of.
 *
 * @param format of the backup itself, rising
 * @param version of the program that wrote it
 * @param build of its packaged jars, see {@link BuildId}
 * @param run as it was when the backup was made
 * @param startedAt when the copying began
 * @param cutAt by PostgreSQL's clock: what was committed later is not in it
 * @param postgresMajor of the server's data files
 * @param schemas highest migration by database
 * @param files by path below the backup's folder, with {@code /} between names
 */
public record Manifest(
        int format,
        String version,
        String build,
        RunRecord run,
        Instant startedAt,
        Instant cutAt,
        String postgresMajor,
        Database database,
        Map<String, String> schemas,
        Map<String, List<Partition>> topics,
        List<Committed> groups,
        Map<String, Content> files) {

    /** The one that this program writes, and the newest that it reads. */
    public static final int FORMAT = 1;

    static final String NAME = "manifest.json";

    /** Holds the hash of the manifest, in the form of {@code sha256sum}. */
    static final String HASH_NAME = "manifest.json.sha256";

    public Manifest {
        schemas = new TreeMap<>(schemas);
        topics = new TreeMap<>(topics);
        groups = List.copyOf(groups);
        files = new TreeMap<>(files);
    }

    /** From where to where the log of changes has to be replayed, as in {@code 0/1A2B3C4}. */
    public record Database(String fromLsn, String throughLsn) {}

    /**
     * A partition's cut.
     *
     * @param begin offset of the first record that was kept
     * @param published where it ended before the databases' cut: every record before this is in its writer's database
     * @param publishedAt when that was, by PostgreSQL's clock
     * @param end where it ended after the databases' cut
     * @param records that were kept, compaction leaves gaps
     */
    public record Partition(int partition, long begin, long published, Instant publishedAt, long end, long records) {}

    /** @param metadata as the reader committed it */
    public record Committed(
            String group,
            String topic,
            int partition,
            long offset,
            @Nullable String metadata) {}

    /** @param sha256 in hex */
    public record Content(long bytes, String sha256) {}

    /** Of all files. */
    public long bytes() {
        return files.values().stream().mapToLong(Content::bytes).sum();
    }
}
