package io.kitward.server.api.stored;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReadingOrderTest {

  @Test
  void aDocumentReadsInTheOrderInWhichPeopleWriteItAndLosesNothing() {
    Map<String, Object> stored =
        new TreeMap<>(
            Map.of(
                "spec",
                new TreeMap<>(Map.of("bundles", List.of("b"), "selector", "all", "aa", 1)),
                "metadata",
                new TreeMap<>(Map.of("description", "d", "name", "n")),
                "kind",
                "Policy",
                "apiVersion",
                "kitward/v1"));

    Map<String, Object> read = ReadingOrder.of(stored);

    assertThat(read).isEqualTo(stored);
    assertThat(read.keySet()).containsExactly("apiVersion", "kind", "metadata", "spec");
    assertThat(read.toString())
        .contains("metadata={name=n, description=d}")
        .contains("spec={selector=all, bundles=[b], aa=1}");
  }

  @Test
  void whatLiesInListsAndParametersReadsInOrderToo() {
    Map<String, Object> file = new TreeMap<>(Map.of("mode", "0644", "path", "/etc/x", "zz", 1));
    Map<String, Object> parameter = new TreeMap<>(Map.of("default", 1, "type", "integer"));
    Map<String, Object> spec =
        new TreeMap<>(
            Map.of(
                "files", List.of(file),
                "parameters", Map.of("port", parameter),
                "offboarding", new TreeMap<>(Map.of("contract", "purge", "grace", "0s"))));
    Map<String, Object> stored = Map.of("spec", spec);

    assertThat(ReadingOrder.of(stored)).isEqualTo(stored);
    assertThat(ReadingOrder.of(stored).toString())
        .isEqualTo(
            "{spec={parameters={port={type=integer, default=1}}, "
                + "files=[{path=/etc/x, mode=0644, zz=1}], offboarding={contract=purge, grace=0s}}}");
  }

  @Test
  void theKindsAboutTagsAndNodesReadInOrderToo() {
    assertThat(spec("sources", "values", "cardinality", "key", "grantsAccess"))
        .containsExactly("key", "values", "cardinality", "sources", "grantsAccess");
    assertThat(spec("tags", "selector")).containsExactly("selector", "tags");
    assertThat(spec("versions", "parameters", "services", "node"))
        .containsExactly("node", "services", "parameters", "versions");
    assertThat(spec("until", "services", "selector", "reason"))
        .containsExactly("selector", "services", "reason", "until");
  }

  private static List<String> spec(String... fields) {
    Map<String, Object> spec = new TreeMap<>();
    List.of(fields).forEach(field -> spec.put(field, "x"));
    return ((Map<?, ?>) ReadingOrder.of(Map.of("spec", spec)).getOrDefault("spec", Map.of()))
        .keySet().stream().map(String::valueOf).toList();
  }
}
