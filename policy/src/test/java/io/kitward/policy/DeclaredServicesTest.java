package io.kitward.policy;

import static io.kitward.policy.Texts.NOW;
import static io.kitward.policy.Texts.SITE;
import static io.kitward.policy.Texts.document;
import static io.kitward.policy.Texts.node;
import static io.kitward.policy.Texts.policy;
import static io.kitward.policy.Texts.service;
import static io.kitward.policy.Texts.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Services that Puppet's code assigns to a node directly. */
class DeclaredServicesTest {

  private static final String TOOL =
      service("tool", "/etc/tool", "plain", "{port: {type: integer, default: 1}}", "{{port}}");
  private static final String SECRET =
      service(
          "safe",
          "/etc/safe",
          "plain",
          "{token: {type: secret, default: 'secret:t@1'}}",
          "{{token}}");
  private static final String POLICY =
      policy(
          "web",
          "role = web",
          9,
          "effect: require\nservices: [tool]\nparameters: {tool: {port: 2}}\n");

  private static NodeView declaring(
      String service, Map<String, Object> values, @Nullable Instant until) {
    var parameters = new TreeMap<String, ParameterValue>();
    values.forEach((name, value) -> parameters.put(name, ParameterValue.of(value).orElseThrow()));
    return node("web1", "role=web")
        .declaring(List.of(new DeclaredService(service, parameters, until)));
  }

  private static DesiredNode resolve(NodeView node, Instant now, String... documents) {
    return Resolution.resolve(node, set(documents), SITE, now);
  }

  @Test
  void itBringsTheServiceAndSaysThatPuppetsCodeDoes() {
    DesiredInstance tool =
        resolve(declaring("tool", Map.of("port", 3), null), NOW, TOOL)
            .instance("tool")
            .orElseThrow();

    assertThat(tool.because()).extracting(Because::source).containsExactly(Because.Source.PUPPET);
    assertThat(tool.files().getFirst().content()).isEqualTo("3\n");
    assertThat(Objects.requireNonNull(tool.parameters().get("port")).winner())
        .hasToString("Puppet's code");
  }

  @Test
  void itsValuesBeatPoliciesAndYieldToAPersonsAssignment() {
    NodeView node = declaring("tool", Map.of("port", 3), null);
    String person =
        document(
            "Assignment", "mine", "{node: web1, services: [tool], parameters: {tool: {port: 4}}}");

    assertThat(content(resolve(node, NOW, TOOL, POLICY))).isEqualTo("3\n");
    assertThat(content(resolve(node, NOW, TOOL, POLICY, person))).isEqualTo("4\n");
  }

  private static String content(DesiredNode desired) {
    return desired.instance("tool").orElseThrow().files().getFirst().content();
  }

  @Test
  void aPolicyThatForbidsStillWins() {
    String forbid = policy("no", "role = web", 0, "effect: forbid\nservices: [tool]\n");

    DesiredNode desired = resolve(declaring("tool", Map.of(), null), NOW, TOOL, forbid);

    assertThat(desired.instances()).isEmpty();
    assertThat(desired.conflicts()).isEmpty();
  }

  @Test
  void whatThereIsNotOrDoesNotFitIsAConflictThatNamesPuppetsCode() {
    assertThat(resolve(declaring("gone", Map.of(), null), NOW, TOOL).conflicts())
        .extracting(Conflict::reason)
        .containsExactly(Conflict.Reason.UNKNOWN_SERVICE);
    assertThat(resolve(declaring("tool", Map.of("port", "many"), null), NOW, TOOL).conflicts())
        .singleElement()
        .satisfies(it -> assertThat(it.message()).contains("Puppet's code gives 'port'"));
  }

  @Test
  void withoutAFreshProofItStaysAsItIsAndAfterAWhileItIsAsIfItHadNeverBeenThere() {
    NodeView node = declaring("tool", Map.of(), NOW);

    DesiredNode before = resolve(node, NOW.minusSeconds(1), TOOL);
    assertThat(before.instance("tool")).isPresent();
    assertThat(before.changesAt()).isEqualTo(NOW);

    DesiredNode lapsed = resolve(node, NOW, TOOL);
    assertThat(lapsed.conflicts())
        .extracting(Conflict::reason)
        .containsExactly(Conflict.Reason.UNDECIDED);
    assertThat(lapsed.changesAt()).isEqualTo(NOW.plus(SourcedTag.LAPSE));

    DesiredNode gone = resolve(node, NOW.plus(SourcedTag.LAPSE), TOOL);
    assertThat(gone.instances()).isEmpty();
    assertThat(gone.conflicts()).isEmpty();
    assertThat(gone.changesAt()).isNull();
  }

  @Test
  void puppetsCodeChoosesAmongNoSecrets() {
    assertThat(resolve(declaring("safe", Map.of(), null), NOW, SECRET).instance("safe"))
        .isPresent();
    assertThat(
            resolve(declaring("safe", Map.of("token", "secret:other@1"), null), NOW, SECRET)
                .conflicts())
        .extracting(Conflict::reason)
        .containsExactly(Conflict.Reason.UNTRUSTED);
  }
}
