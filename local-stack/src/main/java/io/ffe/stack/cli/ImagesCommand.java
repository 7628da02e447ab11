package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stands here for its help. The script carries it out, because Maven makes the images. */
@Command(
        name = "images",
        description = "Make an archive of each image, without Docker: deploy/images/target/*.tar.",
        footer = {
            "",
            "Examples:",
            "  ./ffe images                                     the base image comes from Docker's registry",
            "  ./ffe images -Dimage.base=tar:///srv/base.tar    or is an archive, where there is no way to one",
            "  ./ffe images -Dimage.tag=0.1.0-7                 a tag of your own",
            "  docker load -i deploy/images/target/risk-service.tar",
            "",
            "They hold no start caches: those of the Dockerfile start in a third of the time."
        })
final class ImagesCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MAVEN-ARGUMENT", description = "Passed on to ./mvnw -Pimages package.")
    List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        throw Problem.usage("images is carried out by the script: ./ffe images");
    }
}
