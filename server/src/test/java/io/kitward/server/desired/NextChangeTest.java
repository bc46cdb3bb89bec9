package io.kitward.server.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.DeclaredService;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.Explanation.State;
import io.kitward.policy.Site;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.Trust;
import io.kitward.selector.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of a service by itself: only what concerns this very service is said of it. */
class NextChangeTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant SOON = NOW.plus(Duration.ofHours(1));
  private static final Instant LATER = NOW.plus(Duration.ofHours(2));

  private static final String DOCUMENTS =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: tool}
      spec: {}
      ---
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: other}
      spec: {}
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: databases}
      spec: {selector: database, effect: require, services: [tool]}
      """;

  private static final String ONLY_PUPPET =
      """
      ---
      apiVersion: kitward/v1
      kind: TagKey
      metadata: {name: database}
      spec: {sources: [puppet]}
      """;

  private static SourcedTag tag(
      String tag, String source, @Nullable Instant expires, @Nullable Instant provenUntil) {
    return new SourcedTag(Tag.parse(tag), source, source, NOW, expires, Trust.VOUCHED, provenUntil);
  }

  private static NodeInTime node(
      String documents, List<SourcedTag> tags, List<DeclaredService> declared) {
    Documents.Parsed parsed = Documents.parse("test.yaml", documents);
    assertThat(parsed.problems()).isEmpty();
    var policy =
        new DocumentPolicy(
            1,
            DocumentSet.ofParsed(parsed.documents()),
            new Site("https://kitward.test", "PEM"),
            Set.of());
    return new NodeInTime("db1", tags, declared, Map.of(), policy);
  }

  @Test
  void theEndOfAProofThatNothingRestsOnIsNoChange() {
    NodeInTime node = node(DOCUMENTS, List.of(tag("database", "puppet", null, SOON)), List.of());

    assertThat(NextChange.of(node, "tool", NOW)).isEmpty();
    assertThat(NextChange.of(node, "other", NOW)).isEmpty();
  }

  @Test
  void theEndOfAProofThatATagNeedsLeavesItsServicesUndecided() {
    NodeInTime node =
        node(DOCUMENTS + ONLY_PUPPET, List.of(tag("database", "puppet", null, SOON)), List.of());

    assertThat(NextChange.of(node, "tool", NOW))
        .contains(new NextChange(SOON, State.CONFLICT, true));
    assertThat(NextChange.of(node, "tool", SOON))
        .contains(new NextChange(SOON.plus(SourcedTag.LAPSE), State.NOT_REQUIRED, true));
    assertThat(NextChange.of(node, "other", NOW)).isEmpty();
  }

  @Test
  void whatPuppetsCodeAssignsRestsOnItsProof() {
    NodeInTime node =
        node(DOCUMENTS, List.of(), List.of(new DeclaredService("other", new TreeMap<>(), SOON)));

    assertThat(NextChange.of(node, "other", NOW))
        .contains(new NextChange(SOON, State.CONFLICT, true));
    assertThat(NextChange.of(node, "tool", NOW)).isEmpty();
  }

  @Test
  void aTagThatEndsTakesItsServiceWithItAndOneThatMattersNotIsPassedOver() {
    NodeInTime node =
        node(
            DOCUMENTS,
            List.of(
                tag("unrelated", "user/ann", SOON, null), tag("database", "user/ann", LATER, null)),
            List.of());

    assertThat(NextChange.of(node, "tool", NOW))
        .contains(new NextChange(LATER, State.NOT_REQUIRED, false));
  }
}
