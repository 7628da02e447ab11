package io.ffe.stack.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.topic.Topics;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TopicCopyTest {

    @Test
    void every_topic_of_the_catalogue_and_its_dead_letters_are_in_a_backup_once() {
        assertThat(TopicCopy.names())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Topics.values())
                        .flatMap(topic -> Stream.of(topic.topicName(), topic.dlqName()))
                        .toList());
    }
}
