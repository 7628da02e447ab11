package io.ffe.schema.walls;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Holds the walls of one service. Used as
 *
 * <pre>{@code
 * class WallsTest extends ServiceWalls {
 *     WallsTest() {
 *         super("io.ffe.risk");
 *     }
 * }
 * }</pre>
 *
 * <p>Only production classes are looked at. The rules themselves and why they are there stand in {@link Walls}.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class ServiceWalls {

    private final String base;
    private final JavaClasses classes;

    /** @param base the service's root package, as in {@code io.ffe.risk} */
    protected ServiceWalls(String base) {
        this.base = base;
        this.classes = new ClassFileImporter()
                .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(base);
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("no production class found under " + base
                    + ", expected the root package of the service whose test this is");
        }
    }

    @Test
    public final void the_domain_knows_java_and_the_contract_only() {
        Walls.domainIsPure(base).check(classes);
    }

    @Test
    public final void edges_do_not_know_one_another() {
        Walls.edgesAreStrangers(base).check(classes);
    }

    @Test
    public final void no_service_imports_another() {
        Walls.servicesAreStrangers(base).check(classes);
    }

    @Test
    public final void everything_is_injected_through_constructors() {
        Walls.injectionIsByConstructor().check(classes);
    }

    @Test
    public final void time_comes_from_a_clock() {
        Walls.timeComesFromAClock().check(classes);
    }

    @Test
    public final void money_is_decimal() {
        Walls.moneyIsDecimal().check(classes);
    }

    @Test
    public final void decimals_are_not_made_from_doubles() {
        Walls.decimalsAreExact().check(classes);
    }

    @Test
    public final void publishing_goes_through_the_relay() {
        Walls.publishingGoesThroughTheRelay().check(classes);
    }

    @Test
    public final void every_endpoint_says_who_may_call_it() {
        Walls.endpointsNameTheirRoles().check(classes);
    }

    @Test
    public final void every_package_says_what_it_promises() {
        Walls.packagesAreDescribed(base).check(classes);
    }

    @Test
    public final void names_are_the_fields() {
        Walls.namesSayWhatThingsAre().check(classes);
    }
}
