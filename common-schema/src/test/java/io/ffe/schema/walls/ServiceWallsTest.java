package io.ffe.schema.walls;

/** Walls inherited the way a service's own test inherits them, on production classes that keep to them. */
class ServiceWallsTest extends ServiceWalls {

    ServiceWallsTest() {
        super("io.ffe.schema.id");
    }
}
