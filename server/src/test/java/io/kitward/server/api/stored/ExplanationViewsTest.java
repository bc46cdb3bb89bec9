package io.kitward.server.api.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.DeclaredService;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.Explanation;
import io.kitward.policy.NodeView;
import io.kitward.policy.Resolution;
import io.kitward.policy.Site;
import io.kitward.server.api.port.ExplanationView;
import io.kitward.server.desired.NextChange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Explanations in the words that are shown. */
class ExplanationViewsTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @Test
  void whatPuppetAssignsIsCalledAsEverywhereAndWhatEndsSaysWhatComesThen() {
    Documents.Parsed parsed =
        Documents.parse(
            "test.yaml",
            "{apiVersion: kitward/v1, kind: Service, metadata: {name: tool}, spec: {}}");
    assertThat(parsed.problems()).isEmpty();
    NodeView node =
        new NodeView("db1", List.of(), Map.of())
            .declaring(List.of(new DeclaredService("tool", new TreeMap<>(), null)));
    Explanation explanation =
        Resolution.of(
                DocumentSet.ofParsed(parsed.documents()), new Site("https://kitward.test", "PEM"))
            .explain(node, "tool", NOW);
    var next = new NextChange(NOW.plusSeconds(9), Explanation.State.NOT_REQUIRED, true);

    ExplanationView view =
        ExplanationViews.of(explanation, Optional.of(next), Optional.empty(), Optional.empty());

    assertThat(view.reasons())
        .extracting(ExplanationView.Reason::document)
        .containsExactly("Puppet's code");
    assertThat(view.changesAt()).isEqualTo(NOW.plusSeconds(9));
    assertThat(view.changesTo()).isEqualTo("not-required");
    assertThat(view.changesWith()).isEqualTo("proof");
  }
}
