package io.ffe.marketdata.feed;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Recorded data that cannot be used. The message holds every problem, one a line. */
public final class FeedFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * One thing that is wrong.
     *
     * @param line 1 for the header; 0 when it is about the file as a whole
     * @param found the value, shortened when it is long
     * @param remedy what to do about it
     */
    public record Problem(Path file, long line, String found, String expected, String remedy) {

        @Override
        public String toString() {
            return file + (line == 0 ? "" : " line " + line) + ": " + found + ", expected " + expected + "; " + remedy;
        }
    }

    public FeedFileException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
