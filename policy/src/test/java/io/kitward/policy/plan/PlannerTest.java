package io.kitward.policy.plan;

import static io.kitward.policy.Texts.inline;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.NodeView;
import io.kitward.policy.PolicyDocument;
import io.kitward.policy.PolicyMatcher;
import io.kitward.policy.Resolution;
import io.kitward.policy.Site;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.Texts;
import io.kitward.selector.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final String SERVICE =
      """
      ---
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: exporter}
      spec:
        parameters: {port: {type: integer, default: 9100}, token: {type: secret, default: "secret:t@1"}}
        packages: [{name: exporter}]
        files:
          - path: /etc/exporter
            format: plain
            mode: "0600"
            template: |
              # {{certname}}
              port={{port}}
              token={{token}}
        offboarding: {contract: purge, grace: 1h}
      """;

  @Test
  void aChangedParameterShowsAsADiffOfTheRenderedFileWithSecretsAsReferences() {
    Planner planner =
        planner(
            SERVICE + policy("p", "role = db", "services: [exporter]"),
            SERVICE
                + policy(
                    "p",
                    "role = db",
                    "services: [exporter], parameters: {exporter: {port: 9200}}, versions: {exporter: {exporter: '2'}}"));
    NodeChange db = NodeChange.same(node("db1", "role=db"));
    Plan plan = planner.plan(List.of(db, NodeChange.same(node("web1", "role=web"))));
    assertThat(plan.totals().instances().changed()).isEqualTo(1);
    assertThat(plan.totals().touched()).isEqualTo(1);
    assertThat(plan.totals().fleet()).isEqualTo(2);
    assertThat(plan.documents().stream().map(DocumentChange::name)).containsExactly("p");
    NodeDetail detail = planner.detail(db);
    assertThat(detail.instances().getFirst().parts().stream().map(PartDiff::part))
        .containsExactly("file /etc/exporter", "package exporter", "parameters");
    assertThat(detail.instances().getFirst().parts().getFirst().unified())
        .isEqualTo(
            """
            --- file /etc/exporter
            +++ file /etc/exporter
            @@ -1,3 +1,3 @@
             # db1
            -port=9100
            +port=9200
             token=${secret:t@1}
            """);
  }

  @Test
  void aTagChangeAddsAndRemovesAndTheContractIsNamed() {
    String documents = SERVICE + policy("p", "role = db", "services: [exporter]");
    Planner planner = planner(documents, documents);
    Plan plan =
        planner.plan(
            List.of(
                new NodeChange(node("a", "role=db"), node("a", "role=web")),
                new NodeChange(node("b"), node("b", "role=db")),
                new NodeChange(null, node("c", "role=db")),
                NodeChange.same(node("d", "role=db"))));
    assertThat(
            plan.nodes().stream()
                .map(it -> it.certname() + " " + it.instances().getFirst().effect()))
        .containsExactly("a REMOVED", "b ADDED", "c ADDED");
    assertThat(plan.nodes().getFirst().instances().getFirst().offboarding())
        .hasToString("Offboarding[contract=PURGE, grace=PT1H]");
    assertThat(plan.totals().gaining()).isEqualTo(2);
    assertThat(plan.totals().losing()).isEqualTo(1);
    assertThat(plan.documents()).isEmpty();
  }

  @Test
  void aConflictIsPlannedAndSoIsItsEnd() {
    String calm =
        SERVICE + policy("p", "all", "services: [exporter], parameters: {exporter: {port: 1}}");
    String torn =
        calm + policy("q", "all", "services: [exporter], parameters: {exporter: {port: 2}}");
    NodeChange node = NodeChange.same(node("a"));
    assertThat(planner(calm, torn).difference(node).orElseThrow().instances().getFirst().effect())
        .isEqualTo(InstanceDifference.Effect.CONFLICTED);
    assertThat(planner(calm, torn).detail(node).instances().getFirst().conflicts()).hasSize(1);
    assertThat(planner(torn, calm).difference(node).orElseThrow().instances().getFirst().effect())
        .isEqualTo(InstanceDifference.Effect.SETTLED);
  }

  @Test
  void aNodesDigestChangesWithItsOwnDifferenceAndWithNothingElse() {
    String before = SERVICE + policy("p", "role = db", "services: [exporter]");
    String after = before + policy("q", "role = web", "services: [exporter]");
    NodeChange web = NodeChange.same(node("web1", "role=web"));
    String digest = planner(before, after).difference(web).orElseThrow().digest();
    String elsewhere = policy("z", "role = mail", "services: [exporter]");
    assertThat(
            planner(before + elsewhere, after + elsewhere).difference(web).orElseThrow().digest())
        .isEqualTo(digest);
    String other =
        after.replace(
            "services: [exporter]}", "services: [exporter], parameters: {exporter: {port: 7}}}");
    assertThat(planner(before, other).difference(web).orElseThrow().digest()).isNotEqualTo(digest);
  }

  @Test
  void aLargeShareAndTheLastPolicyNeedTheFigure() {
    String both = SERVICE + policy("p", "role = db", "services: [exporter]");
    Plan gone = planner(both, SERVICE).plan(fleet(100, 5));
    assertThat(gone.confirmation())
        .isEqualTo(new Confirmation(5, List.of(new Danger.LastPolicy("exporter", 5))));
    assertThat(planner(SERVICE, both).plan(fleet(100, 20)).confirmation()).isNull();
    assertThat(planner(SERVICE, both).plan(fleet(100, 21)).confirmation())
        .isEqualTo(new Confirmation(21, List.of(new Danger.Share(21, 100, 20))));
    assertThat(planner(SERVICE, SERVICE).plan(List.of()).confirmation()).isNull();
  }

  @Test
  void aTypoInASelectorIsAWarningWithTheNearestKey() {
    Plan plan =
        planner(SERVICE, SERVICE + policy("p", "rol = db and facts.os", "services: [exporter]"))
            .plan(fleet(10, 5));
    assertThat(
            plan.warnings().stream()
                .map(it -> it.code() + " " + it.document() + ": " + it.message()))
        .containsExactly(
            "UNKNOWN_KEY p: no node has the tag rol; did you mean role?",
            "UNKNOWN_KEY p: no node has facts.os",
            "MATCHES_NOTHING p: the policy picks no node of the fleet");
  }

  @Test
  void onlyNodesThatAChangeConcernsAreResolved() {
    StringBuilder documents = new StringBuilder(SERVICE);
    IntStream.range(0, 50)
        .forEach(i -> documents.append(policy("p" + i, "n = v" + i, "services: [exporter]")));
    AtomicInteger asked = new AtomicInteger();
    PolicyMatcher.Source counted =
        candidates -> {
          PolicyMatcher inTurn = PolicyMatcher.inTurn(candidates);
          return subject -> {
            asked.incrementAndGet();
            return inTurn.matching(subject);
          };
        };
    Site site = new Site("https://kitward.lab:8443", "PEM\n");
    Resolution before = Resolution.of(documents(documents.toString()), site, counted);
    Resolution after =
        Resolution.of(
            documents(
                documents
                    + policy(
                        "new",
                        "n = v7",
                        "services: [exporter], priority: 1, parameters: {exporter: {port: 5}}")),
            site,
            counted);
    List<NodeChange> fleet = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      fleet.add(NodeChange.same(node("n" + i, "n=v" + i % 50)));
    }
    Plan plan =
        new Planner(before, after, NOW, Planner.Limits.USUAL, PolicyMatcher::inTurn).plan(fleet);
    assertThat(plan.totals().instances().changed()).isEqualTo(10);
    assertThat(asked.get()).isEqualTo(20);
  }

  @Test
  void aPolicyThatPicksNoNodeChangesNothing() {
    String before = SERVICE + policy("p", "role = db", "services: [exporter]");
    Plan plan =
        planner(before, before + policy("q", "never-there", "services: [exporter]"))
            .plan(fleet(10, 5));
    assertThat(plan.nodes()).isEmpty();
    assertThat(plan.totals().touched()).isZero();
  }

  private static List<NodeChange> fleet(int nodes, int databases) {
    return IntStream.range(0, nodes)
        .mapToObj(i -> NodeChange.same(node("n" + i, i < databases ? "role=db" : "role=web")))
        .toList();
  }

  private static NodeView node(String certname, String... tags) {
    return new NodeView(
        certname,
        Stream.of(tags).map(tag -> new SourcedTag(Tag.parse(tag), "puppet")).toList(),
        Map.of());
  }

  private static Planner planner(String before, String after) {
    Site site = new Site("https://kitward.lab:8443", "PEM\n");
    return new Planner(
        Resolution.of(documents(before), site),
        Resolution.of(documents(after), site),
        NOW,
        Planner.Limits.USUAL,
        PolicyMatcher::inTurn);
  }

  private static DocumentSet documents(String text) {
    DocumentSet set = Texts.set(text);
    assertThat(set.policies()).allMatch(it -> it.effect() == PolicyDocument.Effect.REQUIRE);
    return set;
  }

  private static String policy(String name, String selector, String rest) {
    return inline("Policy", name, "selector: '" + selector + "', effect: require, " + rest);
  }
}
