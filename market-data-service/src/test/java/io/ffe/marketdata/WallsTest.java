package io.ffe.marketdata;

import io.ffe.schema.walls.ServiceWalls;

class WallsTest extends ServiceWalls {

    WallsTest() {
        super("io.ffe.marketdata");
    }
}
