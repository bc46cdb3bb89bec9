package io.kitward.policy;

import static io.kitward.policy.Texts.NOW;
import static io.kitward.policy.Texts.SITE;
import static io.kitward.policy.Texts.document;
import static io.kitward.policy.Texts.node;
import static io.kitward.policy.Texts.parsed;
import static io.kitward.policy.Texts.policy;
import static io.kitward.policy.Texts.problems;
import static io.kitward.policy.Texts.service;
import static io.kitward.policy.Texts.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResolutionTest {
  private static final String EXPORTER =
      service(
          "exporter",
          "/etc/exporter",
          "shell",
          "{port: {type: integer, default: 9100}}",
          "P=\"{{port}}\"");
  private static final String FORWARD =
      service(
          "forward",
          "/etc/forward",
          "plain",
          "{target: {type: string}, port: {type: integer, default: 514}}",
          "{{target}}:{{port}}");
  private static final String BASE =
      document(
          "Bundle",
          "base",
          "services: [exporter, forward]\nparameters: {forward: {target: bundle, port: 1}}\n");
  private static final String REQUIRE =
      policy("base", "database", 0, "effect: require\nbundles: [base]\n");
  private static final NodeView DATABASE = node("db1", "database", "environment=production");

  @Test
  void aNodeGetsTheServicesOfTheMatchingPoliciesAndAnotherGetsNone() {
    DocumentSet documents = set(EXPORTER, FORWARD, BASE, REQUIRE);
    DesiredNode desired = Resolution.resolve(DATABASE, documents, SITE, NOW);
    assertThat(desired.conflicts()).isEmpty();
    assertThat(desired.instances().stream().map(DesiredInstance::service))
        .containsExactly("exporter", "forward");
    assertThat(desired.instance("forward").orElseThrow().files().getFirst().content())
        .isEqualTo("bundle:1\n");
    assertThat(desired.instance("exporter").orElseThrow().because())
        .containsExactly(
            new Because(
                Because.Source.POLICY, "base", "base", List.of(DATABASE.tags().getFirst())));
    assertThat(Resolution.resolve(node("web1", "web"), documents, SITE, NOW).instances()).isEmpty();
    assertThat(Resolution.resolve(DATABASE, DocumentSet.empty(), SITE, NOW).instances()).isEmpty();
  }

  @Test
  void forbidBeatsEveryRequireWhateverThePriorityAndABackendToo() {
    String backend =
        document(
            "Backend", "b", "{type: syslog, configure: {node: db1, services: [{name: exporter}]}}");
    String high = policy("high", "all", 1000, "effect: require\nservices: [exporter]\n");
    String forbid = policy("forbid", "database", -5, "effect: forbid\nservices: [exporter]\n");
    DesiredNode desired =
        Resolution.resolve(
            DATABASE, set(EXPORTER, FORWARD, BASE, REQUIRE, backend, high, forbid), SITE, NOW);
    assertThat(desired.instances().stream().map(DesiredInstance::service))
        .containsExactly("forward");
    String whole = policy("forbid", "all", 0, "effect: forbid\nbundles: [base]\n");
    assertThat(
            Resolution.resolve(
                    DATABASE,
                    set(EXPORTER, FORWARD, BASE, REQUIRE, backend, high, whole),
                    SITE,
                    NOW)
                .instances())
        .isEmpty();
  }

  @Test
  void parametersMergeLeafByLeafAndKeepWhereTheyCameFrom() {
    String low =
        policy(
            "low",
            "all",
            1,
            "effect: require\nservices: [forward]\nparameters: {forward: {target: low, port: 2}}\n");
    String high =
        policy(
            "high",
            "all",
            2,
            "effect: require\nservices: [forward]\nparameters: {forward: {target: high}}\n");
    DesiredInstance forward =
        Resolution.resolve(DATABASE, set(EXPORTER, FORWARD, BASE, REQUIRE, low, high), SITE, NOW)
            .instance("forward")
            .orElseThrow();
    assertThat(forward.files().getFirst().content()).isEqualTo("high:2\n");
    ParameterChoice port = forward.parameters().get("port");
    assertThat(port).isNotNull();
    assertThat(port.winner()).isEqualTo(new Origin(Origin.Source.POLICY, "low", 1));
    assertThat(port.losers().stream().map(lost -> lost.origin() + " = " + lost.value().plain()))
        .containsExactly("bundle base = 1", "default of service forward = 514");
    assertThat(forward.because().stream().map(Because::name))
        .containsExactly("base", "high", "low");
  }

  @Test
  void theSamePriorityWithDifferentValuesIsAConflictOfThatInstanceAlone() {
    String one =
        policy(
            "one",
            "all",
            5,
            "effect: require\nservices: [forward]\nparameters: {forward: {target: a}}\n");
    String two =
        policy(
            "two",
            "all",
            5,
            "effect: require\nservices: [forward]\nparameters: {forward: {target: b}}\n");
    DesiredNode desired =
        Resolution.resolve(DATABASE, set(EXPORTER, FORWARD, BASE, REQUIRE, one, two), SITE, NOW);
    assertThat(desired.instances().stream().map(DesiredInstance::service))
        .containsExactly("exporter");
    assertThat(desired.conflicts())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.service()).isEqualTo("forward");
              assertThat(conflict.reason()).isEqualTo(Conflict.Reason.SAME_PRIORITY);
              assertThat(conflict.subject()).isEqualTo("target");
              assertThat(conflict.parties())
                  .containsExactly("policy one (priority 5)", "policy two (priority 5)");
            });
    assertThat(desired.inConflict("forward")).isTrue();
    assertThat(desired.inConflict("exporter")).isFalse();
  }

  @Test
  void agreementOrAHigherPrioritySettlesIt() {
    String one =
        policy(
            "one",
            "all",
            5,
            "effect: require\nservices: [forward]\nparameters: {forward: {target: a}}\n");
    String same =
        policy(
            "two",
            "all",
            5,
            "effect: require\nservices: [forward]\nparameters: {forward: {target: a}}\n");
    String other =
        policy(
            "two",
            "all",
            5,
            "effect: require\nservices: [forward]\nparameters: {forward: {target: b}}\n");
    String above =
        policy(
            "top",
            "all",
            6,
            "effect: require\nservices: [forward]\nparameters: {forward: {target: c}}\n");
    assertThat(content(set(FORWARD, one, same))).isEqualTo("a:514\n");
    assertThat(content(set(FORWARD, one, other, above))).isEqualTo("c:514\n");
  }

  private static String content(DocumentSet documents) {
    return Resolution.resolve(DATABASE, documents, SITE, NOW)
        .instance("forward")
        .orElseThrow()
        .files()
        .getFirst()
        .content();
  }

  @Test
  void whatCannotBeRenderedBlocksItsInstanceAndNoOther() {
    String tagged = service("tagged", "/etc/t", "plain", "{}", "{{tags.rack}}");
    String all =
        policy(
            "all", "all", 0, "effect: require\nservices: [tagged, exporter, forward, nowhere]\n");
    DesiredNode desired =
        Resolution.resolve(DATABASE, set(EXPORTER, FORWARD, tagged, all), SITE, NOW);
    assertThat(desired.instances().stream().map(DesiredInstance::service))
        .containsExactly("exporter");
    assertThat(desired.conflicts().stream().map(c -> c.service() + " " + c.reason()))
        .containsExactly("forward PARAMETER", "nowhere UNKNOWN_SERVICE", "tagged RENDER");
    NodeView racked = node("db1", "rack=a", "rack=b");
    assertThat(
            Resolution.resolve(racked, set(tagged, EXPORTER, FORWARD, all), SITE, NOW)
                .instance("tagged")
                .orElseThrow()
                .files()
                .getFirst()
                .content())
        .isEqualTo("a,b\n");
    assertThat(
            Resolution.resolve(node("db1", "rack"), set(tagged, EXPORTER, FORWARD, all), SITE, NOW)
                .instance("tagged")
                .orElseThrow()
                .files()
                .getFirst()
                .content())
        .isEqualTo("true\n");
  }

  @Test
  void aBundleThatIsNotThereLeavesUndecidedWhatItMayHaveHeld() {
    String lost = policy("lost", "all", 0, "effect: require\nbundles: [gone]\n");
    DesiredNode desired =
        Resolution.resolve(DATABASE, set(EXPORTER, FORWARD, BASE, REQUIRE, lost), SITE, NOW);
    assertThat(desired.conflicts().stream().map(Conflict::reason))
        .containsExactly(Conflict.Reason.UNKNOWN_BUNDLE);
    assertThat(desired.inConflict("exporter")).isFalse();
    assertThat(desired.inConflict("anything-else")).isTrue();
  }

  @Test
  void twoServicesThatWriteOnePathAreBothInConflict() {
    String rival = service("rival", "/etc/exporter", "plain", "{}", "x");
    String all = policy("all", "all", 0, "effect: require\nservices: [exporter, rival]\n");
    DesiredNode desired = Resolution.resolve(DATABASE, set(EXPORTER, rival, all), SITE, NOW);
    assertThat(desired.instances()).isEmpty();
    assertThat(desired.conflicts().stream().map(Conflict::service))
        .containsExactly("exporter", "rival");
    assertThat(desired.conflicts())
        .allMatch(
            c ->
                c.parties().equals(List.of("exporter", "rival"))
                    && c.subject().equals("/etc/exporter"));
  }

  @Test
  void blocksOfTwoServicesStandInOneFileAndNoneInAWholeOne() {
    String block =
        "files: [{path: /etc/exporter, format: plain, insert: {after: '^x'}, template: y}]";
    String one = document("Service", "one", block);
    String two = document("Service", "two", block);
    String both = policy("both", "all", 0, "effect: require\nservices: [one, two]\n");
    assertThat(Resolution.resolve(DATABASE, set(one, two, both), SITE, NOW).conflicts()).isEmpty();

    String all = policy("both", "all", 0, "effect: require\nservices: [exporter, one, two]\n");
    assertThat(
            Resolution.resolve(DATABASE, set(EXPORTER, one, two, all), SITE, NOW)
                .conflicts()
                .stream()
                .map(Conflict::service))
        .containsExactly("exporter", "one", "two");
  }

  @Test
  void aBackendPlacesItsServicesOnItsNodeAlone() {
    String job =
        service(
            "job",
            "/etc/job",
            "yaml",
            "{every: {type: string}}",
            "u: \"{{kitward.url}}/{{backend}}/{{every}}\"");
    String backend =
        document(
            "Backend",
            "prom",
            "{type: prometheus, url: 'http://mon:9090', configure: {node: mon, services: [{name: job, parameters: {every: 5s}}]}}");
    DesiredInstance instance =
        Resolution.resolve(node("mon"), set(job, backend), SITE, NOW).instance("job").orElseThrow();
    assertThat(instance.files().getFirst().content())
        .isEqualTo("u: \"https://kitward.lab:8443/prom/5s\"\n");
    assertThat(instance.because())
        .containsExactly(new Because(Because.Source.BACKEND, "prom", null, List.of()));
    assertThat(Resolution.resolve(node("mon2"), set(job, backend), SITE, NOW).instances())
        .isEmpty();
    String second = backend.replace("name: prom}", "name: prom2}");
    assertThat(
            Resolution.resolve(node("mon"), set(job, backend, second), SITE, NOW)
                .conflicts()
                .stream()
                .map(Conflict::reason))
        .containsExactly(Conflict.Reason.SEVERAL_BACKENDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theOrderOfDocumentsAndTagsNeverMatters(long seed) {
    List<ParsedDocument> documents =
        new ArrayList<>(
            parsed(
                EXPORTER,
                FORWARD,
                BASE,
                REQUIRE,
                policy(
                    "one",
                    "all",
                    5,
                    "effect: require\nservices: [forward]\nparameters: {forward: {target: a, port: 3}}\n"),
                policy(
                    "two",
                    "all",
                    5,
                    "effect: require\nservices: [forward]\nparameters: {forward: {target: a}}\n"),
                policy(
                    "six",
                    "all",
                    5,
                    "effect: require\nservices: [exporter]\nparameters: {exporter: {port: 7}}\n"),
                policy(
                    "ten",
                    "all",
                    5,
                    "effect: require\nservices: [exporter]\nparameters: {exporter: {port: 8}}\n")));
    DesiredNode expected = Resolution.resolve(DATABASE, DocumentSet.ofParsed(documents), SITE, NOW);
    assertThat(expected.instances()).hasSize(1);
    assertThat(expected.conflicts()).hasSize(1);
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      Collections.shuffle(documents, random);
      List<SourcedTag> tags = new ArrayList<>(DATABASE.tags());
      Collections.shuffle(tags, random);
      NodeView node = new NodeView("db1", tags, DATABASE.facts());
      assertThat(Resolution.resolve(node, DocumentSet.ofParsed(documents), SITE, NOW))
          .isEqualTo(expected);
    }
  }

  @Test
  void theHashFollowsWhatTheNodeGetsAndNotTheReasons() {
    DesiredInstance before =
        Resolution.resolve(DATABASE, set(EXPORTER, FORWARD, BASE, REQUIRE), SITE, NOW)
            .instances()
            .getFirst();
    DesiredInstance again =
        Resolution.resolve(DATABASE, set(REQUIRE, BASE, FORWARD, EXPORTER), SITE, NOW)
            .instances()
            .getFirst();
    assertThat(again.hash()).isEqualTo(before.hash()).matches("[0-9a-f]{64}");
    String reason = policy("reason", "all", 9, "effect: require\nservices: [exporter]\n");
    assertThat(
            Resolution.resolve(DATABASE, set(EXPORTER, FORWARD, BASE, REQUIRE, reason), SITE, NOW)
                .instances()
                .getFirst())
        .isNotEqualTo(before)
        .extracting(DesiredInstance::hash)
        .isEqualTo(before.hash());
    String port =
        policy(
            "port",
            "all",
            9,
            "effect: require\nservices: [exporter]\nparameters: {exporter: {port: 9}}\n");
    assertThat(
            Resolution.resolve(DATABASE, set(EXPORTER, FORWARD, BASE, REQUIRE, port), SITE, NOW)
                .instances()
                .getFirst()
                .hash())
        .isNotEqualTo(before.hash());
  }

  @Test
  void secretsStayReferencesAndNeverLeaveFiles() {
    String secret = service("s", "/etc/s", "plain", "{token: {type: secret}}", "{{token}}");
    String give =
        policy(
            "p",
            "all",
            0,
            "effect: require\nservices: [s]\nparameters: {s: {token: 'secret:prom-token@2'}}\n");
    DesiredInstance instance =
        Resolution.resolve(DATABASE, set(secret, give), SITE, NOW).instance("s").orElseThrow();
    assertThat(instance.files().getFirst().content()).isEqualTo("${secret:prom-token@2}\n");
    assertThat(instance.secrets()).containsExactly("secret:prom-token@2");
    String leaking =
        secret.replace("spec:\n", "spec:\n  registration: {prometheus: {key: '{{token}}'}}\n");
    assertThat(problems(leaking))
        .singleElement()
        .asString()
        .contains("secrets belong into files only");
    assertThat(problems(secret.replace("0640", "0644")))
        .singleElement()
        .asString()
        .contains("every user of the node may read mode 0644; write 0640 or 0600");
  }

  @Test
  void aFactThatCarriesALineBreakBlocksTheInstance() {
    String factual = service("f", "/etc/f", "plain", "{}", "{{facts.motd}}");
    String all = policy("p", "all", 0, "effect: require\nservices: [f]\n");
    NodeView hostile =
        new NodeView("db1", List.of(), java.util.Map.of("motd", "x\nroot ALL=(ALL) NOPASSWD: ALL"));
    DesiredNode desired = Resolution.resolve(hostile, set(factual, all), SITE, NOW);
    assertThat(desired.instances()).isEmpty();
    assertThat(desired.conflicts())
        .singleElement()
        .extracting(Conflict::reason)
        .isEqualTo(Conflict.Reason.RENDER);
  }
}
