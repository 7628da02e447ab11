package io.ffe.marketdata.feed.live;

class AlphaVantageFeedTest extends LiveFeedSuite {

    @Override
    StubProvider open() throws Exception {
        return new AlphaVantageStub();
    }
}
