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
}
