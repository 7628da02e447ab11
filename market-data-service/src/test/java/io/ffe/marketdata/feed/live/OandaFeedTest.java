package io.ffe.marketdata.feed.live;

class OandaFeedTest extends LiveFeedSuite {

    @Override
    StubProvider open() throws Exception {
        return new OandaStub();
    }
}
