package io.ffe.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another JVM keeps in its heap, by the JDK's own tool. */
final class Heap {

    /** The serial collector: {@code Tenured    total 109248K, used 35298K [0x...}; earlier {@code tenured generation}. */
    private static final Pattern OLD = Pattern.compile("(?i)tenured(?: generation)?\\s+total \\d+K, used (\\d+)K");

    private Heap() {}

    /** What is left in the generation of old objects after a full collection, which this asks for, in KiB. */
    static long keptKib(ProcessHandle process) throws IOException, InterruptedException {
        jcmd(process, "GC.run");
        String heap = jcmd(process, "GC.heap_info");
        Matcher found = OLD.matcher(heap);
        if (!found.find()) {
            throw new IOException("jcmd GC.heap_info says nothing of a tenured generation: " + heap);
        }
        return Long.parseLong(found.group(1));
    }

    private static String jcmd(ProcessHandle process, String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(process.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd " + command + ": " + said);
        }
        return said;
    }
}
