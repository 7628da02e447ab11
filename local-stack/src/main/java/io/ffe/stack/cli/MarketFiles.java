package io.ffe.stack.cli;

import io.ffe.schema.money.Symbols;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A first look at files with market data, before anything is started: that they are there, readable, what their name says,
 * and start with a line of text. What their rows hold is market-data's to judge.
 */
final class MarketFiles {

    /** As much as the longest header and some rows. */
    private static final int BEGINNING = 4096;

    private static final int SHOWN = 40;
    private static final int GZIP_MAGIC = 0x1f8b;

    private MarketFiles() {}

    /** {@code [SYMBOL=]FILE} with absolute paths; what is wrong is added to the list. */
    static List<String> checked(String option, List<String> arguments, List<String> wrong) {
        List<String> checked = new ArrayList<>();
        for (String argument : arguments) {
            int equals = endOfSymbol(argument);
            String symbol = equals < 0 ? "" : argument.substring(0, equals);
            if (equals >= 0 && !Symbols.isValid(symbol)) {
                wrong.add(option + " has symbol '" + shown(symbol)
                        + "', expected upper-case letters and digits as in BTCUSDT=FILE");
            }
            try {
                Path file =
                        Path.of(argument.substring(equals + 1)).toAbsolutePath().normalize();
                String problem = problemOf(file);
                if (!problem.isEmpty()) {
                    wrong.add(option + " file " + file + " " + problem);
                }
                checked.add(equals < 0 ? file.toString() : symbol + "=" + file);
            } catch (InvalidPathException impossible) {
                wrong.add(option + " has '" + shown(argument) + "', expected [SYMBOL=]FILE: " + impossible.getReason()
                        + ". If the name has letters beyond ASCII, set LC_ALL=C.UTF-8");
            }
        }
        return checked;
    }

    /** A folder's name may have the sign as well, as in {@code date=2024-08-04/btcusdt.csv}. */
    private static int endOfSymbol(String argument) {
        int equals = argument.indexOf('=');
        return equals >= 0 && argument.substring(0, equals).contains("/") ? -1 : equals;
    }

    /** What is wrong with a file, or nothing. */
    private static String problemOf(Path file) {
        if (!Files.exists(file)) {
            return "does not exist";
        }
        if (Files.isDirectory(file)) {
            return "is a folder, expected a CSV file";
        }
        if (!Files.isRegularFile(file)) {
            return "is a pipe or a device, expected a file: its rows are read more than once, so write them to one";
        }
        if (!Files.isReadable(file)) {
            return "cannot be read: check its permissions";
        }
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
            bytes.mark(2);
            int magic = bytes.read() << 8 | bytes.read();
            bytes.reset();
            if (magic == GZIP_MAGIC) {
                return problemOf(new GZIPInputStream(bytes).readNBytes(BEGINNING));
            }
            return magic >= 0 && file.toString().endsWith(".gz")
                    ? "is named .gz and is not gzip: unpack it or rename it"
                    : problemOf(bytes.readNBytes(BEGINNING));
        } catch (ZipException damaged) {
            return "is damaged gzip (" + damaged.getMessage() + "): fetch it again";
        } catch (EOFException cut) {
            return "is cut off within its first block: fetch it again";
        } catch (IOException unreadable) {
            return "cannot be read: " + unreadable.getMessage();
        }
    }

    /** By its beginning only: the first line of what is no text may be the whole file. */
    private static String problemOf(byte[] beginning) {
        if (beginning.length > 1 && (isUtf16(beginning, 0xfe, 0xff) || isUtf16(beginning, 0xff, 0xfe))) {
            return "is UTF-16, expected UTF-8 or ASCII: save it as UTF-8";
        }
        String first = new String(beginning, StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("");
        if (first.isBlank()) {
            return "is empty, expected a header line as ts,open,high,low,close,volume";
        }
        return first.contains(",")
                ? ""
                : "starts with '" + shown(first) + "', expected a header line as ts,open,high,low,close,volume";
    }

    private static boolean isUtf16(byte[] beginning, int first, int second) {
        return (beginning[0] & 0xff) == first && (beginning[1] & 0xff) == second;
    }

    /** Nothing that would move a terminal's cursor. */
    private static String shown(String text) {
        String cut = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
