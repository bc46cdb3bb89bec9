package io.kitward.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Inventories as {@code ansible-inventory --list} prints them, and as an enemy does. */
class AnsibleHostsTest {

  /** As ansible-core 2.14 prints it. */
  private static final String INVENTORY =
      """
      {
          "_meta": {
              "hostvars": {
                  "db1.lab": {"env": "prod", "nested": {"list": ["x", "y"], "on": true}, "none": null},
                  "Web1": {"env": "test"}
              }
          },
          "all": {"children": ["ungrouped", "europe"]},
          "databases": {"hosts": ["db1.lab"]},
          "europe": {"children": ["databases", "web_servers"]},
          "ungrouped": {"hosts": ["lone.lab"]},
          "web_servers": {"hosts": ["Web1", "db1.lab"]}
      }
      """;

  private static AnsibleHosts ansible(Invalid invalid, String... mappings) {
    return new AnsibleHosts(
        Mapping.parse(List.of(mappings)), Optional.empty(), invalid, Optional.of("lab"));
  }

  private static Input input(String text) {
    return new Input("inventory.json", text);
  }

  @Test
  void groupsAndTheGroupsThatHoldThemAreTags() {
    assertThat(ansible(Invalid.refuse).read(input(INVENTORY)).hosts())
        .isEqualTo(
            Map.of(
                "db1.lab", Set.of("databases", "europe", "web_servers"),
                "lone.lab", Set.of(),
                "web1.lab", Set.of("europe", "web_servers")));
  }

  @Test
  void mappedVariablesAreTagsAndAListGivesSeveral() {
    Wanted wanted =
        ansible(Invalid.refuse, "env=environment", "nested.list=x", "nested.on=on", "none=none")
            .read(input(INVENTORY));

    assertThat(wanted.hosts().get("db1.lab"))
        .containsExactlyInAnyOrder(
            "databases", "environment=prod", "europe", "on=true", "web_servers", "x=x", "x=y");
    assertThat(wanted.unused()).hasToString("[none=none]");
  }

  @Test
  void groupsMayBeValuesOfOneKey() {
    var ansible =
        new AnsibleHosts(List.of(), Optional.of("group"), Invalid.refuse, Optional.of("lab"));

    assertThat(ansible.read(input(INVENTORY)).hosts().get("web1.lab"))
        .containsExactly("group=europe", "group=web_servers");
  }

  @Test
  void groupsThatHoldEachOtherEnd() {
    assertThat(
            ansible(Invalid.refuse)
                .read(
                    input(
                        "{\"all\":{},\"a\":{\"children\":[\"b\"]},\"b\":{\"children\":[\"a\",\"b\"],\"hosts\":[\"x\"]}}"))
                .hosts())
        .isEqualTo(Map.of("x.lab", Set.of("a", "b")));
  }

  @Test
  void aGroupThatCanBeNoTagIsRefusedOrReplacedVisibly() {
    Input input = input("{\"all\":{},\"web:\\ncluster!\":{\"hosts\":[\"x\"]}}");

    assertThat(Refused.words(() -> ansible(Invalid.refuse).read(input)))
        .element(1)
        .asString()
        .startsWith("inventory.json: x.lab: “web:\ufffdcluster!” (group web:\ufffdcluster!): ");
    Wanted replaced = ansible(Invalid.replace).read(input);
    assertThat(replaced.hosts()).isEqualTo(Map.of("x.lab", Set.of("web_cluster")));
    assertThat(replaced.notes()).singleElement().asString().endsWith("becomes web_cluster");
  }

  @Test
  void aVariableThatIsAMapSaysToMapBelowIt() {
    assertThat(Refused.words(() -> ansible(Invalid.refuse, "nested=n").read(input(INVENTORY))))
        .containsExactly(
            "import-invalid: 1 mistake; nothing was imported.",
            "inventory.json: db1.lab: nested is more than one value; map a path below it");
  }

  @Test
  void twoSpellingsOfOneHostAreRefused() {
    assertThat(
            Refused.words(
                () ->
                    ansible(Invalid.refuse).read(input("{\"all\":{\"hosts\":[\"x\",\"X.lab\"]}}"))))
        .contains("inventory.json: x.lab is there twice, first at inventory.json");
  }

  @Test
  void whatIsNoInventoryIsRefused() {
    for (String text :
        List.of(
            "",
            "[]",
            "{}",
            "{\"all\":{\"hosts\":{\"a\":1}}}",
            "{\"all\":[]}",
            "{\"all\":{\"children\":[1]}}",
            "{\"all\":{},\"all\":{}}",
            INVENTORY.substring(0, INVENTORY.length() - 5),
            "[".repeat(100_000))) {
      assertThat(Refused.words(() -> ansible(Invalid.refuse).read(input(text))))
          .as(HostTags.shown(text))
          .singleElement()
          .asString()
          .startsWith("ansible: inventory.json is no ");
    }
  }
}
