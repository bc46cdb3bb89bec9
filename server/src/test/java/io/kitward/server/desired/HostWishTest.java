package io.kitward.server.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.NodeView;
import io.kitward.policy.Site;
import io.kitward.policy.SourcedTag;
import io.kitward.selector.Tag;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a console shall have of a node, by the rules of its document. */
class HostWishTest {

  private static final UUID NODE = new UUID(0, 1);
  private static final Map<String, WantedHost.Service> SERVICES =
      Map.of("agent", new WantedHost.Service(new UUID(0, 2), new TreeMap<>(Map.of("port", "1"))));

  private static final String BACKEND =
      """
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: zabbix}
      spec:
        type: zabbix
        url: http://zabbix.test
        secret: secret:token@1
        hosts:
          - {selector: all, groups: [All, "Place/{{tags.place}}"], variables: {OWNER: nobody}}
          - {selector: database, groups: [Databases], templates: [PostgreSQL], variables: {OWNER: "{{tags.team}}", HOME: "{{certname}}"}}
      """;

  private static WantedHost wish(Map<String, String> facts, String... tags) {
    Documents.Parsed parsed = Documents.parse("test.yaml", BACKEND);
    assertThat(parsed.problems()).isEmpty();
    var policy =
        new DocumentPolicy(
            1,
            DocumentSet.ofParsed(parsed.documents()),
            new Site("https://kitward.test", ""),
            Set.of());
    var view =
        new NodeView(
            "db1.lab",
            Stream.of(tags).map(tag -> new SourcedTag(Tag.parse(tag), "user/ana")).toList(),
            facts);
    return HostWish.of(policy, "zabbix", NODE, view, SERVICES).orElseThrow();
  }

  @Test
  void rulesThatPickANodeAddUpAndTheLaterVariableCounts() {
    WantedHost host = wish(Map.of("ip", "10.0.0.1"), "database", "team=ana", "place=fra");

    assertThat(host.groups()).containsExactly("All", "Databases", "Place/fra");
    assertThat(host.templates()).containsExactly("PostgreSQL");
    assertThat(host.variables())
        .containsExactly(Map.entry("HOME", "db1.lab"), Map.entry("OWNER", "ana"));
    assertThat(host.labels())
        .containsExactly(
            Map.entry("database", "true"), Map.entry("place", "fra"), Map.entry("team", "ana"));
    assertThat(host.services()).isEqualTo(SERVICES);
  }

  @Test
  void whatNamesATagThatTheNodeDoesNotHaveIsLeftOut() {
    WantedHost host = wish(Map.of("ip", "10.0.0.1"), "database");

    assertThat(host.groups()).containsExactly("All", "Databases");
    assertThat(host.variables())
        .containsExactly(Map.entry("HOME", "db1.lab"), Map.entry("OWNER", "nobody"));
  }

  @Test
  void anAddressThatIsNoneIsNotTaken() {
    assertThat(wish(Map.of("ip", "10.0.0.1")).address()).isEqualTo("10.0.0.1");
    assertThat(wish(Map.of("ip", "fe80::1")).address()).isEqualTo("fe80::1");
    for (String hostile : List.of("cmd:reboot", "-oProxyCommand=evil", "a b", "{$MACRO}", "")) {
      assertThat(wish(Map.of("ip", hostile)).address()).as(hostile).isEqualTo("db1.lab");
    }
    assertThat(wish(Map.of()).address()).isEqualTo("db1.lab");
  }
}
