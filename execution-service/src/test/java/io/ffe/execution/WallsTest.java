package io.ffe.execution;

import io.ffe.schema.walls.ServiceWalls;

class WallsTest extends ServiceWalls {

    WallsTest() {
        super("io.ffe.execution");
    }
}
