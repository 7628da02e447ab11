package io.ffe.messaging.kafka;

import org.apache.kafka.common.TopicPartition;

/**
 * Records that had to be read are no longer on the broker, or never will be again. Nothing is skipped for it: whoever sees
 * this stops, and a person decides.
 */
public final class RecordsLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private RecordsLost(String message) {
        super(message);
    }

    /** The partition begins behind what was read: retention or a truncation took what lies between. */
    public static RecordsLost before(TopicPartition partition, long next, long beginning) {
        return new RecordsLost(partition + " begins at offset " + beginning + ", expected at most " + next
                + ", which is the next to be read: " + (beginning - next)
                + " records were removed unread. Nothing is skipped; start a new run, or say where to go on by setting"
                + " the group's offset while this process is stopped");
    }

    /** The partition ends before what was read: it was made anew, or the broker lost its end. */
    public static RecordsLost after(TopicPartition partition, long next, long end) {
        return new RecordsLost(partition + " ends at offset " + end + ", expected at least " + next
                + ", which is the next to be read: the topic was made anew, or the broker lost its end."
                + " Nothing is skipped; start a new run, or say where to go on by setting the group's offset"
                + " while this process is stopped");
    }
}
