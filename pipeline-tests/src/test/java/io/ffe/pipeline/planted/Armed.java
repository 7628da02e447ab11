package io.ffe.pipeline.planted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which bugs are to act now. Public, because planted code asks from inside the services' classes. */
public final class Armed {

    private static final String PLANTED = ".planted";

    private static volatile Path folder = Path.of(".");

    private Armed() {}

    static void in(Path armedFolder) {
        folder = armedFolder;
    }

    /** Whether the bug of this name acts. */
    public static boolean is(String bug) {
        return Files.exists(folder.resolve(bug));
    }

    /** Leaves word that the class is loaded with the bug in it, so that a test cannot pass for want of it. */
    static void planted(PlantedBug bug) {
        try {
            Files.writeString(folder.resolve(bug + PLANTED), "");
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    static boolean isPlanted(Path armedFolder, PlantedBug bug) {
        return Files.exists(armedFolder.resolve(bug + PLANTED));
    }
}
