package io.kitward.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files over all members of a console. */
class MembersTest {

  private static final String DOCUMENTS =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: nagios-hosts}
      spec:
        files:
          - path: /etc/nagios4/conf.d/kitward.cfg
            format: nagios
            template: |
              # of {{certname}}
              {{#members}}
              host {{certname}} {{address}}
              {{#services}}
              service {{service}} {{#fields.command}}nrpe {{fields.command}}{{/fields.command}}{{#fields.port}}tcp {{fields.port}}{{/fields.port}}
              {{/services}}
              {{/members}}
      ---
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: nagios}
      spec:
        type: files
        registersAs: nagios
        configure: {node: mon.lab, services: [{name: nagios-hosts}]}
      """;

  private static final Site SITE = new Site("https://kitward.test:8443", "");

  private static Member member(String certname, Map<String, Map<String, String>> services) {
    return member(certname, "10.0.0.1", services);
  }

  private static Member member(
      String certname, String address, Map<String, Map<String, String>> services) {
    return new Member(
        certname,
        address,
        new TreeMap<>(services)
            .entrySet().stream()
                .map(it -> new Member.Service(it.getKey(), new TreeMap<>(it.getValue())))
                .toList());
  }

  private static String rendered(Member... members) {
    DesiredNode node =
        Resolution.resolve(
            new NodeView("mon.lab", List.of(), Map.of())
                .gathering(Map.of("nagios", List.of(members))),
            Texts.set(DOCUMENTS),
            SITE,
            Instant.EPOCH);
    assertThat(node.conflicts()).isEmpty();
    return node.instances().getFirst().files().getFirst().content();
  }

  @Test
  void withoutMembersTheSectionIsEmpty() {
    assertThat(rendered()).isEqualTo("# of mon.lab\n");
  }

  @Test
  void eachNodeStandsOnceWithItsServicesAndTheFieldsThatTheyHave() {
    assertThat(
            rendered(
                member(
                    "a.lab",
                    Map.of(
                        "nrpe", Map.of("command", "check_load"),
                        "exporter", Map.of("port", "9100"))),
                member("b.lab", Map.of("nrpe", Map.of("command", "check_load")))))
        .isEqualTo(
            """
            # of mon.lab
            host a.lab 10.0.0.1
            service exporter tcp 9100
            service nrpe nrpe check_load
            host b.lab 10.0.0.1
            service nrpe nrpe check_load
            """);
  }

  @Test
  void whatCouldDoHarmIsLeftOutAndKeepsNobodyElseFromTheConsole() {
    assertThat(
            rendered(
                member("a.lab", Map.of("nrpe", Map.of("command", "x;reboot"))),
                member("b.lab", Map.of("nrpe", Map.of("command", "a\nb"), "ok", Map.of())),
                member("c.lab", Map.of("nrpe", Map.of("command", "check_load")))))
        .isEqualTo(
            """
            # of mon.lab
            host b.lab 10.0.0.1
            service ok\s
            host c.lab 10.0.0.1
            service nrpe nrpe check_load
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cmd:///bin/sh",
        "cmd:reboot",
        "ssh://a.lab/",
        "-x",
        "10.0.0.1 b",
        "10.0.0.1/x",
        ""
      })
  void anAddressThatIsNoneKeepsItsNodeFromTheConsoleAndNobodyElse(String address) {
    assertThat(
            rendered(
                member("a.lab", address, Map.of("nrpe", Map.of())),
                member("b.lab", "fd00::1", Map.of("nrpe", Map.of()))))
        .isEqualTo("# of mon.lab\nhost b.lab fd00::1\nservice nrpe \n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "fd00::1", "::ffff:10.0.0.1", "db1.lab", "db-1_a"})
  void addressesAndNamesAreTaken(String address) {
    assertThat(rendered(member("a.lab", address, Map.of("nrpe", Map.of()))))
        .contains("host a.lab " + address + "\n");
  }

  @Test
  void outsideOfTheSectionsTheirNamesAreUnknown() {
    List<String> wrong =
        Texts.problems(DOCUMENTS.replace("# of {{certname}}", "# of {{address}} {{fields.port}}"));
    assertThat(wrong.toString())
        .contains("there is no value named 'address'")
        .contains("there is no value named 'fields.port'");
  }
}
