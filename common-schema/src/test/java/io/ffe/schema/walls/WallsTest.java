package io.ffe.schema.walls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each wall stops the class that was written to climb it, and nothing of a service that keeps to them. */
class WallsTest {

    private static final String BROKEN = "io.ffe.fixture.broken";
    private static final String SOUND = "io.ffe.fixture.sound";

    private final JavaClasses broken = new ClassFileImporter().importPackages(BROKEN);
    private final JavaClasses sound = new ClassFileImporter().importPackages(SOUND);

    /** What a wall finds in the broken service: the classes, and how many places in them. */
    record Wall(ArchRule onBroken, ArchRule onSound, Set<String> climbers, int places) {
        @Override
        public String toString() {
            return onBroken.getDescription();
        }
    }

    static Stream<Wall> walls() {
        return Stream.of(
                wall(Walls.domainIsPure(BROKEN), Walls.domainIsPure(SOUND), 6, "KnowsAFramework"),
                wall(
                        Walls.edgesAreStrangers(BROKEN),
                        Walls.edgesAreStrangers(SOUND),
                        6,
                        "KnowsTheStore",
                        "ConfigKnowsTheRoot"),
                wall(Walls.servicesAreStrangers(BROKEN), Walls.servicesAreStrangers(SOUND), 3, "KnowsANeighbour"),
                wall(Walls.injectionIsByConstructor(), Walls.injectionIsByConstructor(), 2, "FieldInjected"),
                wall(Walls.timeComesFromAClock(), Walls.timeComesFromAClock(), 6, "AsksTheSystemForTime"),
                wall(Walls.moneyIsDecimal(), Walls.moneyIsDecimal(), 8, "BinaryMoney"),
                wall(Walls.decimalsAreExact(), Walls.decimalsAreExact(), 2, "InexactDecimal"),
                wall(
                        Walls.publishingGoesThroughTheRelay(),
                        Walls.publishingGoesThroughTheRelay(),
                        6,
                        "PublishesItself",
                        "KnowsAFramework"),
                wall(
                        Walls.endpointsNameTheirRoles(),
                        Walls.endpointsNameTheirRoles(),
                        2,
                        "OpenToAnybody",
                        "OpenToAnybody$Stream"),
                wall(
                        Walls.packagesAreDescribed(BROKEN),
                        Walls.packagesAreDescribed(SOUND),
                        1,
                        "InAnUndescribedPackage"),
                wall(Walls.namesSayWhatThingsAre(), Walls.namesSayWhatThingsAre(), 1, "OrderManager"));
    }

    @ParameterizedTest
    @MethodSource("walls")
    void stops_what_climbs_it(Wall wall) {
        List<String> found = wall.onBroken().evaluate(broken).getFailureReport().getDetails();

        Set<String> climbers = new TreeSet<>();
        found.forEach(detail ->
                climbers.add(detail.substring(detail.lastIndexOf('.', detail.indexOf(']')) + 1, detail.indexOf(']'))));
        assertThat(climbers).as("%s", found).isEqualTo(new TreeSet<>(wall.climbers()));
        assertThat(found).hasSize(wall.places());
    }

    @ParameterizedTest
    @MethodSource("walls")
    void lets_a_sound_service_pass(Wall wall) {
        assertThat(wall.onSound().evaluate(sound).getFailureReport().getDetails())
                .isEmpty();
    }

    @Test
    void a_wrong_root_package_is_not_a_passed_test() {
        assertThatThrownBy(() -> new ServiceWalls("io.ffe.nowhere") {})
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("io.ffe.nowhere");
    }

    private static Wall wall(ArchRule onBroken, ArchRule onSound, int places, String... climbers) {
        return new Wall(onBroken, onSound, Set.of(climbers), places);
    }
}
