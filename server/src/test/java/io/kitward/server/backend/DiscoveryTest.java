package io.kitward.server.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Tag;
import io.kitward.server.fleet.SetTag;
import io.kitward.server.fleet.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DiscoveryTest {

  private static final UUID ID = new UUID(0, 9);

  private static List<SetTag> tags(String... texts) {
    return Stream.of(texts)
        .map(text -> new SetTag(Tag.parse(text), Source.NODE, "node/db1.lab", Instant.EPOCH))
        .toList();
  }

  @Test
  void aTagIsALabelAndABareTagIsTrue() {
    assertThat(Discovery.tagLabels(tags("database", "environment=production")))
        .containsExactly(
            Map.entry("tag_database", "true"), Map.entry("tag_environment", "production"));
  }

  @Test
  void everyOtherCharacterOfAKeyIsAnUnderscore() {
    assertThat(Discovery.tagLabels(tags("example.org/cost-centre=42")))
        .containsExactly(Map.entry("tag_example_org_cost_centre", "42"));
  }

  @Test
  void severalValuesAreSortedAndJoinedByAComma() {
    assertThat(Discovery.tagLabels(tags("role=web", "role=db", "role")))
        .containsExactly(Map.entry("tag_role", "db,true,web"));
  }

  @Test
  void keysThatFallTogetherShareALabelAndLoseNoValue() {
    assertThat(Discovery.tagLabels(tags("a.b=1", "a-b=2", "a_b=2")))
        .containsExactly(Map.entry("tag_a_b", "1,2"));
  }

  @Test
  void aTagOfSeveralSourcesIsThereOnce() {
    var twice =
        Stream.concat(
                tags("web").stream(),
                Stream.of(
                    new SetTag(
                        Tag.parse("web"), new Source("user/ada"), "token/ada", Instant.EPOCH)))
            .toList();
    assertThat(Discovery.tagLabels(twice)).containsExactly(Map.entry("tag_web", "true"));
  }

  @Test
  void noTagCanTakeThePlaceOfALabelThatKitwardSets() {
    var group =
        Discovery.target(
            ID,
            "db1.lab",
            "node-exporter",
            tags("instance=evil", "kitward_id=evil", "__address__=evil".replace("__", "a")),
            Map.of("port", "9100"));
    assertThat(group.labels())
        .containsEntry("certname", "db1.lab")
        .containsEntry("kitward_id", ID.toString())
        .containsEntry("tag_instance", "evil");
  }

  @Test
  void aTargetHasThePortPathAndSchemeOfItsService() {
    var group =
        Discovery.target(
            ID,
            "db1.lab",
            "exporter",
            tags(),
            Map.of("port", "9100", "path", "/probe", "scheme", "https"));
    assertThat(group.targets()).containsExactly("db1.lab:9100");
    assertThat(group.labels())
        .isEqualTo(
            Map.of(
                "certname", "db1.lab",
                "instance", "db1.lab",
                "service", "exporter",
                "kitward_id", ID.toString(),
                "__metrics_path__", "/probe",
                "__scheme__", "https"));
  }
}
