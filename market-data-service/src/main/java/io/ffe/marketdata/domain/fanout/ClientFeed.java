package io.ffe.marketdata.domain.fanout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one client has subscribed to, and what of it the client has not been given yet. Any thread. */
public final class ClientFeed {

    private final FanOut fanOut;
    private final Map<Selection, List<Subscription>> subscriptions = new LinkedHashMap<>();
    private boolean ended;

    /** A channel of a symbol. */
    public record Selection(String symbol, Channel channel) {}

    public ClientFeed(FanOut fanOut) {
        this.fanOut = fanOut;
    }

    /** What is there by now of those that are new to the client; nothing after {@link #end}. */
    public synchronized List<Update> subscribe(Collection<Selection> selections) {
        List<Update> initial = new ArrayList<>();
        for (Selection selection : selections) {
            if (!ended && !subscriptions.containsKey(selection)) {
                List<Subscription> fresh = fanOut.slots(selection.symbol(), selection.channel()).stream()
                        .map(Subscription::new)
                        .toList();
                subscriptions.put(selection, fresh);
                fresh.forEach(each -> each.initial().ifPresent(initial::add));
            }
        }
        return initial;
    }

    /** From the return on, nothing of these is taken. */
    public synchronized void unsubscribe(Collection<Selection> selections) {
        for (Selection selection : selections) {
            Optional.ofNullable(subscriptions.remove(selection)).ifPresent(of -> of.forEach(Subscription::end));
        }
    }

    /** In the order of subscribing. */
    public synchronized List<Selection> selections() {
        return List.copyOf(subscriptions.keySet());
    }

    /** At most one update for each stream: the newest. */
    public synchronized List<Update> take() {
        List<Update> updates = new ArrayList<>();
        subscriptions.values().forEach(of -> of.forEach(each -> each.take().ifPresent(updates::add)));
        return updates;
    }

    /** The client is gone. */
    public synchronized void end() {
        ended = true;
        subscriptions.values().forEach(of -> of.forEach(Subscription::end));
        subscriptions.clear();
    }
}
