package io.ffe.empty;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Nobody sends any: both connections are open and idle. */
@Path("/words")
@ApplicationScoped
public class Words {

    private final EntityManager entities;
    private final Emitter<String> out;

    @Inject
    Words(EntityManager entities, @Channel("words-out") Emitter<String> out) {
        this.entities = entities;
        this.out = out;
    }

    @Incoming("words-in")
    @Transactional
    public void keep(String text) {
        Word word = new Word();
        word.id = (long) text.hashCode();
        word.text = text;
        entities.merge(word);
    }

    @GET
    public List<String> all() {
        return entities.createQuery("select text from Word", String.class).getResultList();
    }

    @POST
    @Path("/{word}")
    public void send(@PathParam("word") String word) {
        out.send(word);
    }
}
