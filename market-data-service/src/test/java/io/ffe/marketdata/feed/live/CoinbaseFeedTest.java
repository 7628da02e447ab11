package io.ffe.marketdata.feed.live;

class CoinbaseFeedTest extends LiveFeedSuite {

    @Override
    StubProvider open() throws Exception {
        return new CoinbaseStub();
    }
}
