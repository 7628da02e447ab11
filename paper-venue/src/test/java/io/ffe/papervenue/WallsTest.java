package io.ffe.papervenue;

import io.ffe.schema.walls.ServiceWalls;

class WallsTest extends ServiceWalls {

    WallsTest() {
        super("io.ffe.papervenue");
    }
}
