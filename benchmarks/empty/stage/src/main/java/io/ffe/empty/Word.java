package io.ffe.empty;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** The only table. */
@Entity
class Word {

    @Id
    Long id = 0L;

    String text = "";
}
