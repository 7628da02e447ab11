package io.ffe.risk;

import io.ffe.schema.walls.ServiceWalls;

class WallsTest extends ServiceWalls {
    WallsTest() {
        super("io.ffe.risk");
    }
}
