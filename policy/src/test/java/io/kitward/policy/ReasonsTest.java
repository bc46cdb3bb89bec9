package io.kitward.policy;

import static io.kitward.policy.Texts.NOW;
import static io.kitward.policy.Texts.SITE;
import static io.kitward.policy.Texts.document;
import static io.kitward.policy.Texts.node;
import static io.kitward.policy.Texts.policy;
import static io.kitward.policy.Texts.service;
import static io.kitward.policy.Texts.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Tag;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Assignments, exemptions, versions, undecided keys and secrets, as resolved and as explained. */
class ReasonsTest {
  private static final String TOOL =
      service(
              "tool",
              "/etc/tool",
              "plain",
              "{port: {type: integer, default: 1}, token: {type: secret, default: 'secret:t@1'}}",
              "{{port}}")
          .replace("files:", "packages: [{name: tool, version: '1.0'}]\n  files:");
  private static final String PLAIN = service("plain", "/etc/plain", "plain", "{}", "x");
  private static final String REQUIRE =
      policy(
          "web",
          "certname like \"web*\" and role = web",
          3,
          "effect: require\nservices: [tool]\nparameters: {tool: {port: 2}}\nversions: {tool: {tool: '2.0'}}\n");
  private static final String ASSIGN =
      document(
          "Assignment",
          "mine",
          "{node: web1, services: [tool], parameters: {tool: {port: 3}}, versions: {tool: {tool: '3.0'}}}");
  private static final NodeView VOUCHED =
      new NodeView("web1", List.of(new SourcedTag(Tag.parse("role=web"), "puppet")), Map.of());

  @Test
  void anAssignmentBringsAServiceAndItsValuesBeatPolicies() {
    DesiredInstance alone = tool(node("web1"), TOOL, ASSIGN);
    assertThat(alone.because().getFirst().source()).isEqualTo(Because.Source.ASSIGNMENT);
    DesiredInstance both = tool(VOUCHED, TOOL, REQUIRE, ASSIGN);
    assertThat(both.files().getFirst().content()).isEqualTo("3\n");
    assertThat(both.packages().getFirst().version()).isEqualTo("3.0");
    assertThat(tool(VOUCHED, TOOL, REQUIRE).packages().getFirst().version()).isEqualTo("2.0");
    assertThat(
            both.versions().firstEntry().getValue().losers().stream()
                .map(it -> it.origin().toString()))
        .containsExactly("policy web (priority 3)", "default of service tool");
    assertThat(resolve(node("web2"), TOOL, ASSIGN).instances()).isEmpty();
  }

  @Test
  void forbidBeatsAnAssignmentAndAnExemptionHoldsUntilItsEnd() {
    String forbid = policy("no", "role = web", -9, "effect: forbid\nservices: [tool]\n");
    assertThat(resolve(VOUCHED, TOOL, ASSIGN, forbid).instances()).isEmpty();
    String exempt =
        document(
            "Exemption",
            "later",
            "{selector: 'role = web', services: [tool], reason: moving, until: '2026-06-01T12:00:10Z'}");
    DocumentSet documents = set(TOOL, ASSIGN, exempt);
    DesiredNode now = Resolution.resolve(VOUCHED, documents, SITE, NOW);
    assertThat(now.instances()).isEmpty();
    assertThat(now.changesAt()).isEqualTo(NOW.plusSeconds(10));
    DesiredNode then = Resolution.resolve(VOUCHED, documents, SITE, NOW.plusSeconds(10));
    assertThat(then.instance("tool")).isPresent();
    assertThat(then.changesAt()).isNull();
    assertThat(Resolution.resolve(node("other"), documents, SITE, NOW).changesAt()).isNull();
  }

  @Test
  void differentVersionsOfTheSamePriorityAreAConflictOfThatInstance() {
    String other =
        policy(
            "other",
            "all",
            3,
            "effect: require\nservices: [plain]\nversions: {tool: {tool: '9'}}\n");
    DesiredNode desired = resolve(VOUCHED, TOOL, PLAIN, REQUIRE, other);
    assertThat(desired.conflicts())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.service()).isEqualTo("tool");
              assertThat(conflict.subject()).isEqualTo("versions.tool");
            });
    assertThat(desired.instance("plain")).isPresent();
  }

  @Test
  void noSecretGoesToANodeOnItsOwnWord() {
    assertThat(tool(VOUCHED, TOOL, REQUIRE).service()).isEqualTo("tool");
    DesiredNode selfMade = resolve(node("web1", "role=web"), TOOL, REQUIRE);
    assertThat(selfMade.inConflict("tool")).isTrue();
    assertThat(selfMade.conflicts().getFirst().reason()).isEqualTo(Conflict.Reason.UNTRUSTED);
    String give =
        policy(
            "give",
            "vip",
            9,
            "effect: require\nservices: [plain]\nparameters: {tool: {token: 'secret:vip@1'}}\n");
    NodeView vip =
        new NodeView(
            "web1",
            List.of(
                new SourcedTag(Tag.parse("role=web"), "puppet"),
                new SourcedTag(Tag.parse("vip"), "node")),
            Map.of());
    assertThat(resolve(vip, TOOL, PLAIN, REQUIRE, give).conflicts().getFirst().message())
        .contains("secret:vip@1 is withheld: policy give (priority 9) gives it only for");
  }

  @Test
  void aKeyInConflictStopsOnlyWhatDependsOnIt() {
    NodeView torn =
        new NodeView(
            "web1",
            List.of(new SourcedTag(Tag.parse("role=web"), "puppet")),
            Map.of(),
            new TreeSet<>(List.of("site")));
    String one = policy("one", "site = ams", 0, "effect: require\nservices: [plain]\n");
    String none = policy("none", "!site", 0, "effect: require\nservices: [plain]\n");
    DesiredNode desired = resolve(torn, TOOL, PLAIN, REQUIRE, one, none);
    assertThat(desired.instance("tool")).isPresent();
    assertThat(desired.conflicts())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.service()).isEqualTo("plain");
              assertThat(conflict.reason()).isEqualTo(Conflict.Reason.UNDECIDED);
              assertThat(conflict.parties()).containsExactly("policy none", "policy one");
            });
    String sure = policy("sure", "role", 0, "effect: require\nservices: [plain]\n");
    assertThat(resolve(torn, PLAIN, one, sure).instance("plain")).isPresent();
    String forbid = policy("forbid", "role", 0, "effect: forbid\nservices: [plain]\n");
    assertThat(resolve(torn, PLAIN, one, forbid).conflicts()).isEmpty();
  }

  @Test
  void aGroupThatIsNotThereStopsWhatItsPoliciesSpeakOfAndNothingElse() {
    String lost = policy("lost", "group:gone", 0, "effect: forbid\nservices: [plain]\n");
    String all = policy("all", "all", 0, "effect: require\nservices: [plain]\n");
    DesiredNode desired = resolve(VOUCHED, TOOL, PLAIN, REQUIRE, lost, all);
    assertThat(desired.inConflict("plain")).isTrue();
    assertThat(desired.instance("tool")).isPresent();
  }

  @Test
  void anExplanationNamesWinnersLosersAndTheTagsThatBroughtThem() {
    Explanation explanation =
        Resolution.of(set(TOOL, REQUIRE, ASSIGN), SITE).explain(VOUCHED, "tool", NOW);
    assertThat(explanation.state()).isEqualTo(Explanation.State.WANTED);
    Explanation.Reason reason = explanation.requires().getFirst();
    assertThat(reason.because().name()).isEqualTo("web");
    assertThat(reason.because().tags()).isEqualTo(VOUCHED.tags());
    assertThat(reason.facts()).containsEntry("certname", "web1");
    assertThat(reason.priority()).isEqualTo(3);
    Explanation.Leaf port = Objects.requireNonNull(explanation.leaf("port"));
    assertThat(Objects.requireNonNull(port.winner()).origin().toString())
        .isEqualTo("assignment mine");
    assertThat(port.losers().stream().map(it -> it.origin() + " = " + it.value().plain()))
        .containsExactly("policy web (priority 3) = 2", "default of service tool = 1");
    assertThat(port.losers().getFirst().tags()).isEqualTo(VOUCHED.tags());
    assertThat(Objects.requireNonNull(explanation.leaf("versions.tool")).losers()).hasSize(2);
    assertThat(explanation.leaf("prot")).isNull();
  }

  @Test
  void anExplanationSaysWhyAServiceIsNotThere() {
    String exempt =
        document(
            "Exemption",
            "later",
            "{selector: role, services: [tool], reason: moving, until: 2026-12-31}");
    Resolution resolution = Resolution.of(set(TOOL, REQUIRE, exempt), SITE);
    Explanation denied = resolution.explain(VOUCHED, "tool", NOW);
    assertThat(denied.state()).isEqualTo(Explanation.State.DENIED);
    assertThat(denied.denies().getFirst().words()).isEqualTo("moving");
    assertThat(denied.denies().getFirst().until()).isNotNull();
    assertThat(denied.requires()).hasSize(1);
    assertThat(resolution.explain(node("db1"), "tool", NOW).state())
        .isEqualTo(Explanation.State.NOT_REQUIRED);
    assertThat(resolution.explain(node("db1"), "unheard-of", NOW).parameters()).isEmpty();
    assertThat(resolution.explain(VOUCHED, NOW)).hasSize(1);
  }

  private static DesiredInstance tool(NodeView node, String... documents) {
    DesiredNode desired = resolve(node, documents);
    assertThat(desired.conflicts()).isEmpty();
    return desired.instance("tool").orElseThrow();
  }

  private static DesiredNode resolve(NodeView node, String... documents) {
    return Resolution.resolve(node, set(documents), SITE, NOW);
  }
}
