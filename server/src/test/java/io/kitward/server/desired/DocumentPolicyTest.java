package io.kitward.server.desired;

import static io.kitward.protocol.Condition.Status.NOT_APPLICABLE;
import static io.kitward.protocol.Condition.Status.TRUE;
import static io.kitward.protocol.Condition.Status.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.Site;
import io.kitward.protocol.Check;
import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DocumentPolicyTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static final String EXPORTER =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: exporter}
      spec:
        packages: [{name: exporter}]
        registration:
          prometheus: {port: "9100"}
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: everywhere}
      spec: {selector: all, effect: require, services: [exporter]}
      """;

  private static final String SYSLOG =
      """
      ---
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: logs}
      spec: {type: syslog}
      """;

  private static final String PROMETHEUS =
      """
      ---
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: metrics}
      spec: {type: prometheus, url: "http://mon.lab:9090"}
      """;

  /** The exporter under these documents, carried out in full by its node. */
  private static Instance settled(String documents) {
    var parsed = Documents.parse("test.yaml", documents);
    assertThat(parsed.problems()).isEmpty();
    var policy =
        new DocumentPolicy(
            1,
            DocumentSet.ofParsed(parsed.documents()),
            new Site("https://kitward.test:8443", "PEM"),
            Set.of());
    WantedInstance wanted =
        Objects.requireNonNull(
            policy.resolve("db1.lab", List.of(), Map.of(), NOW).instances().get("exporter"));
    Instance fresh = Instance.fresh(new UUID(0, 1), new UUID(0, 2), wanted, "exporter", NOW);
    return Instances.observed(
        fresh.releasing(wanted.desired(), NOW),
        State.SETTLED,
        wanted.desired().hash(),
        NOW,
        TRUE,
        TRUE,
        TRUE,
        TRUE);
  }

  @Test
  void whereThereIsNoConsoleOfItsKindAServiceIsOkWithoutAProof() {
    Instance alone = settled(EXPORTER);

    assertThat(Phases.of(alone, Registrations.NONE)).isEqualTo(Phase.OK);
    assertThat(Phases.conditions(alone, Registrations.NONE))
        .extracting(Condition::status)
        .containsExactly(TRUE, TRUE, TRUE, TRUE, NOT_APPLICABLE, NOT_APPLICABLE);
  }

  @Test
  void aConsoleOfAnotherKindProvesNothing() {
    assertThat(Phases.of(settled(EXPORTER + SYSLOG), Registrations.NONE)).isEqualTo(Phase.OK);
  }

  @Test
  void whereThereIsAConsoleOfItsKindAServiceIsNotOkWithoutItsProof() {
    Instance instance = settled(EXPORTER + SYSLOG + PROMETHEUS);

    assertThat(instance.reasons().registration())
        .isEqualTo(Map.of("prometheus", Map.of("port", "9100")));
    assertThat(Phases.of(instance, Registrations.NONE)).isEqualTo(Phase.APPLYING);
    assertThat(Registrations.NONE.conditions(instance))
        .extracting(Condition::status)
        .containsExactly(UNKNOWN, UNKNOWN);
  }

  @Test
  void whatADocumentSaysReachesTheNodeInTheWordsOfTheProtocol() {
    String text =
        """
        apiVersion: kitward/v1
        kind: Service
        metadata: {name: tool}
        spec:
          accounts: [{user: tool}]
          packages: [{name: aa, minimum: '2'}, {name: bb, upgrade: latest}, {name: cc, version: '1'}, {name: dd}]
          directories: [/var/lib/tool, {path: /etc/tool, group: tool, mode: '0750'}]
          units:
            - {name: tool.service, onChange: reload, limits: {tasks: 9}}
          hooks: {before-remove: [{command: [/bin/true], timeout: 5s}]}
          checks:
            - {type: process, name: tool, user: tool}
            - {type: port-owner, port: 53, transport: udp, unit: tool.service}
            - {type: http, url: "http://127.0.0.1/", status: 204}
            - {type: command, command: [/bin/true], exit: 1}
            - {type: file-age, path: /run/x, age: 1m}
          probes:
            - {type: metrics, url: "http://127.0.0.1/", samples: 3}
            - {type: log, source: /var/log/x, pattern: sent, within: 1h}
          conflicts: {services: [other], packages: [pp], units: [u.service]}
          after: [clock]
          startsPerDay: 7
        ---
        apiVersion: kitward/v1
        kind: Policy
        metadata: {name: everywhere}
        spec:
          selector: all
          effect: require
          services: [tool]
          mode: suspended
          until: 2026-06-01T13:00:00Z
        """;
    var parsed = Documents.parse("test.yaml", text);
    assertThat(parsed.problems()).isEmpty();
    var policy =
        new DocumentPolicy(
            1,
            DocumentSet.ofParsed(parsed.documents()),
            new Site("https://kitward.test", "PEM"),
            Set.of());
    Resolved resolved = policy.resolve("n", List.of(), Map.of(), NOW);
    Instant end = Instant.parse("2026-06-01T13:00:00Z");
    assertThat(resolved.changesAt()).contains(end);
    InstanceDesired desired = Objects.requireNonNull(resolved.instances().get("tool")).desired();
    assertThat(
            Json.MAPPER.readValue(Json.MAPPER.writeValueAsString(desired), InstanceDesired.class))
        .isEqualTo(desired);
    assertThat(desired.conduct())
        .isEqualTo(
            new InstanceDesired.Conduct(InstanceDesired.Mode.SUSPENDED, end, List.of("clock"), 7));
    assertThat(desired.accounts())
        .containsExactly(
            new InstanceDesired.AccountDesired(
                "tool", "tool", "/nonexistent", "/usr/sbin/nologin", List.of()));
    assertThat(desired.packages())
        .containsExactly(
            new InstanceDesired.PackageDesired("aa", "2", InstanceDesired.VersionPolicy.MINIMUM),
            new InstanceDesired.PackageDesired("bb", "", InstanceDesired.VersionPolicy.LATEST),
            new InstanceDesired.PackageDesired("cc", "1", InstanceDesired.VersionPolicy.EXACT),
            new InstanceDesired.PackageDesired("dd", "", InstanceDesired.VersionPolicy.PRESENT));
    assertThat(desired.directories()).containsExactly("/var/lib/tool", "/etc/tool");
    assertThat(desired.folders())
        .containsExactly(new InstanceDesired.FolderDesired("/etc/tool", "root", "tool", "0750"));
    assertThat(desired.files())
        .containsExactly(
            new InstanceDesired.FileDesired(
                "/etc/systemd/system/tool.service.d/60-kitward-limits.conf",
                "[Service]\nTasksMax=9\n",
                "root",
                "root",
                "0644",
                List.of(),
                "",
                List.of("tool.service")));
    assertThat(desired.hooks())
        .containsExactly(
            new InstanceDesired.HookDesired(
                InstanceDesired.Moment.BEFORE_REMOVE, List.of("/bin/true"), Duration.ofSeconds(5)));
    assertThat(desired.checks())
        .containsExactly(
            new Check.ProcessRuns("tool", "tool"),
            new Check.PortOwner(53, Check.Transport.UDP, "tool.service"),
            new Check.HttpAnswers("http://127.0.0.1/", "", 204),
            new Check.CommandSucceeds(List.of("/bin/true"), "root", 1, "", Duration.ofSeconds(10)),
            new Check.FileFresh("/run/x", Duration.ofMinutes(1)));
    assertThat(desired.probes())
        .containsExactly(
            new Check.MetricsAnswer("http://127.0.0.1/", "", 3),
            new Check.LogShows("/var/log/x", "sent", Duration.ofHours(1)));
    assertThat(desired.conflicts())
        .isEqualTo(new InstanceDesired.Conflicts(List.of("pp"), List.of("u.service")));
  }

  @Test
  void aSecretThatCannotBeMadeHarmlessStopsItsServiceAndNamesSecretAndFile() {
    String text =
        """
        apiVersion: kitward/v1
        kind: Service
        metadata: {name: tool}
        spec:
          parameters: {key: {type: secret, default: "secret:tool@1"}}
          files:
            - {path: /etc/tool.env, mode: '0600', format: shell, template: 'KEY="{{key}}"'}
        ---
        apiVersion: kitward/v1
        kind: Policy
        metadata: {name: everywhere}
        spec: {selector: all, effect: require, services: [tool]}
        """;
    DocumentSet documents = DocumentSet.ofParsed(Documents.parse("test.yaml", text).documents());
    Site site = new Site("https://kitward.test", "PEM");
    Resolved unfit =
        new DocumentPolicy(1, documents, site, Set.of("secret:tool@1#shell"))
            .resolve("n", List.of(), Map.of(), NOW);
    assertThat(unfit.instances()).isEmpty();
    assertThat(unfit.conflicts().get("tool"))
        .contains("secret:tool@1", "/etc/tool.env", "shell")
        .doesNotContain("#");
    Resolved fit =
        new DocumentPolicy(1, documents, site, Set.of("secret:tool@1#yaml"))
            .resolve("n", List.of(), Map.of(), NOW);
    assertThat(fit.conflicts()).isEmpty();
    assertThat(Objects.requireNonNull(fit.instances().get("tool")).reasons().secrets())
        .containsExactly("secret:tool@1#shell");
  }
}
