package io.ffe.stack.view;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rows under a heading, columns as wide as their widest cell; numbers to the right. Cells may carry colours. */
public final class Table {

    private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");
    private static final Pattern NUMBER = Pattern.compile("[-+]?[\\d,.]+( ?(%|MB|s|ms|min|h|d))?|-|");
    private static final String GAP = "  ";

    private final List<String> heading;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... heading) {
        this.heading = List.of(heading);
    }

    /** @throws IllegalArgumentException when it has another number of cells than the heading */
    public Table row(Object... cells) {
        if (cells.length != heading.size()) {
            throw new IllegalArgumentException(cells.length + " cells under " + heading);
        }
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        rows.add(row);
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines, heading first, indented by two. */
    public List<String> lines(Terminal terminal) {
        List<String> lines = new ArrayList<>();
        List<Integer> widths = new ArrayList<>();
        List<Boolean> right = new ArrayList<>();
        for (int column = 0; column < heading.size(); column++) {
            int index = column;
            widths.add(
                    rows.stream().mapToInt(row -> width(row.get(index))).reduce(width(heading.get(index)), Math::max));
            right.add(!rows.isEmpty()
                    && rows.stream()
                            .allMatch(
                                    row -> NUMBER.matcher(plain(row.get(index))).matches()));
        }
        lines.add(terminal.dim(line(heading, widths, right)));
        rows.forEach(row -> lines.add(line(row, widths, right)));
        return lines;
    }

    private static String line(List<String> cells, List<Integer> widths, List<Boolean> right) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths.get(column) - width(cell));
            line.append(GAP).append(right.get(column) ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String cell) {
        return plain(cell).length();
    }

    private static String plain(String cell) {
        return COLOUR.matcher(cell).replaceAll("");
    }
}
