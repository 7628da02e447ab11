package io.ffe.stack.run;

import io.ffe.stack.process.WritableFolder;
import java.nio.file.Path;

/** The {@code .ffe} folder, checked before anything is started in it. */
public final class StateFolder {

    static final long NEEDED_MEGABYTES = 500;

    private StateFolder() {}

    /** @throws io.ffe.stack.Problem when it is no folder, cannot be written, or its disk is nearly full */
    public static void prepare(Path folder) {
        WritableFolder.ofRun(folder, "data and logs of the run", NEEDED_MEGABYTES)
                .check();
    }
}
