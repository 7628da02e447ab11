package io.ffe.stack.cli;

import io.ffe.schema.money.Symbols;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

    private MarketFiles() {}

    /** {@code [SYMBOL=]FILE} with absolute paths; what is wrong is added to the list. */
    static List<String> checked(String option, List<String> arguments, List<String> wrong) {
        List<String> checked = new ArrayList<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String symbol = equals < 0 ? "" : argument.substring(0, equals);
            if (equals >= 0 && !Symbols.isValid(symbol)) {
                wrong.add(option + " has symbol '" + symbol
                        + "', expected upper-case letters and digits as in BTCUSDT=FILE");
            }
            Path file = Path.of(argument.substring(equals + 1)).toAbsolutePath().normalize();
            String problem = problemOf(file);
            if (!problem.isEmpty()) {
                wrong.add(option + " file " + file + " " + problem);
            }
            checked.add(equals < 0 ? file.toString() : symbol + "=" + file);
        }
        return checked;
    }

    /** What is wrong with a file, or nothing. */
    private static String problemOf(Path file) {
        if (!Files.exists(file)) {
            return "does not exist";
        }
        if (Files.isDirectory(file)) {
            return "is a folder, expected a CSV file";
        }
        if (!Files.isReadable(file)) {
            return "cannot be read: check its permissions";
        }
        boolean zipped = file.toString().endsWith(".gz");
        try (InputStream bytes = Files.newInputStream(file);
                InputStream text = zipped ? new GZIPInputStream(bytes) : bytes;
                BufferedReader lines = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
            String first = lines.readLine();
            if (first == null || first.isBlank()) {
                return "is empty, expected a header line as ts,open,high,low,close,volume";
            }
            return first.contains(",")
                    ? ""
                    : "starts with '" + abbreviated(first)
                            + "', expected a header line as ts,open,high,low,close,volume";
        } catch (ZipException notZipped) {
            return "is named .gz and is not gzip (" + notZipped.getMessage() + "): unpack it or rename it";
        } catch (EOFException cut) {
            return "is cut off within its first block: fetch it again";
        } catch (IOException unreadable) {
            return "cannot be read: " + unreadable.getMessage();
        }
    }

    private static String abbreviated(String line) {
        return line.length() <= 40 ? line : line.substring(0, 40) + "...";
    }
}
