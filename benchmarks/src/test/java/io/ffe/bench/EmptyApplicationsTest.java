package io.ffe.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class EmptyApplicationsTest {

    private static final Path ROOT = Home.locate().root();

    @ParameterizedTest
    @EnumSource
    void a_service_is_compared_with_an_application_of_the_same_extensions(Service service) throws Exception {
        Set<String> ofTheService = extensions("common-messaging", "dependency");
        ofTheService.removeAll(extensions(service.module(), "exclusion"));
        ofTheService.addAll(extensions(service.module(), "dependency"));

        Set<String> ofTheEmptyOne = extensions("benchmarks/empty", "dependency");
        ofTheEmptyOne.addAll(
                extensions(Objects.requireNonNull(StartAndMemory.EMPTY.get(service), service.module()), "dependency"));

        assertThat(ofTheService).contains("quarkus-rest-jackson");
        assertThat(ofTheEmptyOne).isEqualTo(ofTheService);
    }

    private static Set<String> extensions(String module, String element) throws Exception {
        NodeList named = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve(module).resolve("pom.xml").toFile())
                .getElementsByTagName(element);
        Set<String> extensions = new TreeSet<>();
        for (int i = 0; i < named.getLength(); i++) {
            Element each = (Element) named.item(i);
            if (text(each, "groupId").matches("io\\.quark(us|iverse).*")
                    && !text(each, "scope").equals("test")) {
                extensions.add(text(each, "artifactId"));
            }
        }
        return extensions;
    }

    /** Of what stands in it first; an exclusion's come after the dependency's own. */
    private static String text(Element element, String name) {
        NodeList values = element.getElementsByTagName(name);
        return values.getLength() == 0 ? "" : values.item(0).getTextContent();
    }
}
