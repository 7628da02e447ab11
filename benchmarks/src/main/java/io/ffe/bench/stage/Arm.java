package io.ffe.bench.stage;

/** One way of reading ticks from {@code ffe.ticks.v1}, checking them, and writing them to another topic. */
public interface Arm extends AutoCloseable {

    /**
     * Does one round from the start of the topic. Returns when the broker has {@code count} records more.
     *
     * @param out an empty topic with as many partitions as the tick topic
     */
    void run(String out, long count) throws Exception;

    @Override
    void close();
}
