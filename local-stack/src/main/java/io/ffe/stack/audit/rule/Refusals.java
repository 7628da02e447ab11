package io.ffe.stack.audit.rule;

import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.fact.DeadLetter;
import io.ffe.stack.audit.fact.Place;
import io.ffe.stack.audit.fact.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who has refused which record for good. */
public final class Refusals {

    private final Map<DeadLetter.Refusal, DeadLetter> letters = new HashMap<>();

    public void take(DeadLetter letter) {
        letters.putIfAbsent(letter.refusal(), letter);
    }

    boolean refused(Subscription by, Place record) {
        return letters.containsKey(new DeadLetter.Refusal(record, by.stage().label()));
    }

    List<DeadLetter> of(Topics topic) {
        List<DeadLetter> found = new ArrayList<>();
        letters.values().forEach(letter -> {
            if (letter.original().topic().equals(topic.topicName())) {
                found.add(letter);
            }
        });
        return found;
    }
}
