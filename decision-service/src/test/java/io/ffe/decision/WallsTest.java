package io.ffe.decision;

import io.ffe.schema.walls.ServiceWalls;

class WallsTest extends ServiceWalls {

    WallsTest() {
        super("io.ffe.decision");
    }
}
