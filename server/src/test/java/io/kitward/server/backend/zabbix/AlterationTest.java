package io.kitward.server.backend.zabbix;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Json;
import io.kitward.server.backend.driver.HostChange.Field;
import io.kitward.server.backend.driver.HostChange.Update;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.backend.zabbix.RecordedHost.HostMacro;
import io.kitward.server.backend.zabbix.RecordedHost.Interface;
import io.kitward.server.backend.zabbix.RecordedHost.Tag;
import io.kitward.server.desired.WantedHost;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AlterationTest {

  private static final WantedHost WANTED =
      Wanted.host(
          Map.of("environment", "new"),
          Map.of("limit", "6", "hush", "secret:h@2"),
          Map.of("agent", Map.of("psk", "secret:k@1", "psk-identity", "db1")));

  /** People added to it between the look and the change: a tag, a group, a template, a macro. */
  private static final RecordedHost NOW =
      new RecordedHost(
          "10",
          "old.lab",
          "The database",
          true,
          Map.of("Old", "21", "Theirs", "22"),
          Map.of("Old template", "31", "Their template", "32"),
          List.of(
              new Tag(Wish.MARK, Wanted.NODE.toString()),
              new Tag("environment", "old"),
              new Tag("gone", "1"),
              new Tag("theirs", "a"),
              new Tag("theirs", "b")),
          List.of(
              new HostMacro("41", "{$LIMIT}", "5"),
              new HostMacro("42", "{$OLD}", "1"),
              new HostMacro("43", "{$THEIRS}", Macro.HIDDEN)),
          List.of(
              new Interface("51", 1, true, "10.0.0.9", "10051", ""),
              new Interface("52", 2, true, "10.0.0.9", "161", "")),
          List.of(1, 1));

  private static SeenHost before() {
    return new SeenHost(
        "10",
        java.util.Optional.of(Wanted.NODE),
        "old.lab",
        "10.0.0.9",
        new TreeSet<>(Set.of("Old")),
        new TreeSet<>(Set.of("Old template")),
        new TreeMap<>(Map.of("environment", "old", "gone", "1")),
        new TreeMap<>(Map.of("{$LIMIT}", "5", "{$OLD}", "1")),
        new TreeMap<>(Map.of("agent", Agent.shown("10051", Agent.NONE))),
        false);
  }

  private static Alteration alteration(RecordedHost now, Field... fields) {
    SeenHost expected = Wish.expected(WANTED);
    var after =
        new SeenHost(
            "10",
            expected.node(),
            expected.name(),
            expected.address(),
            expected.groups(),
            expected.templates(),
            expected.labels(),
            expected.variables(),
            expected.services(),
            true);
    return new Alteration(
        new Update(before(), after, WANTED, EnumSet.copyOf(List.of(fields))),
        now,
        new Parts(
            Map.of("Databases", "23"),
            Map.of("Linux by Zabbix agent", "33"),
            reference -> "<" + reference + ">"));
  }

  private static String json(Object value) {
    return new String(Json.bytes(value), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String host(Field... fields) {
    return json(alteration(NOW, fields).host());
  }

  @Test
  void whatPeopleAddedSinceTheLookStays() {
    assertThat(host(Field.GROUPS))
        .isEqualTo("{\"groups\":[{\"groupid\":\"23\"},{\"groupid\":\"22\"}]}");
    assertThat(host(Field.TEMPLATES))
        .isEqualTo(
            "{\"templates\":[{\"templateid\":\"33\"},{\"templateid\":\"32\"}],"
                + "\"templates_clear\":[{\"templateid\":\"31\"}]}");
    assertThat(host(Field.LABELS))
        .isEqualTo(
            "{\"tags\":[{\"tag\":\"theirs\",\"value\":\"a\"},{\"tag\":\"theirs\",\"value\":\"b\"},"
                + "{\"tag\":\"kitward.id\",\"value\":\""
                + Wanted.NODE
                + "\"},{\"tag\":\"environment\",\"value\":\"new\"}]}");
  }

  @Test
  void theNameThatPeopleGaveItIsSaidWithANewName() {
    assertThat(host(Field.NAME)).isEqualTo("{\"host\":\"db1.lab\",\"name\":\"The database\"}");
  }

  @Test
  void anInterfaceIsChangedByItsIdAndMadeWhereThereIsNone() {
    assertThat(json(alteration(NOW, Field.ADDRESS, Field.SERVICES).contact()))
        .isEqualTo("{\"interfaceid\":\"51\",\"ip\":\"10.0.0.1\",\"port\":\"10050\",\"useip\":1}");
    var without =
        new RecordedHost(
            "10",
            "old.lab",
            "old.lab",
            true,
            Map.of(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(1, 1));
    assertThat(json(alteration(without, Field.SERVICES).contact()))
        .isEqualTo(
            "{\"dns\":\"\",\"hostid\":\"10\",\"ip\":\"10.0.0.1\",\"main\":1,\"port\":\"10050\",\"type\":1,\"useip\":1}");
    assertThat(alteration(NOW, Field.LABELS).contact()).isEmpty();
  }

  @Test
  void macrosAreChangedOneByOneAndTheirsAreNeverSent() {
    Alteration alteration = alteration(NOW, Field.VARIABLES);

    assertThat(json(alteration.macros()))
        .isEqualTo(
            "[{\"hostid\":\"10\",\"macro\":\"{$HUSH}\",\"type\":1,\"value\":\"<secret:h@2>\"},"
                + "{\"hostmacroid\":\"41\",\"type\":0,\"value\":\"6\"}]");
    assertThat(alteration.goneMacros()).containsExactly("42");
  }

  @Test
  void aNewKeyIsSentAlthoughNothingThatIsShownChanged() {
    assertThat(host(Field.SECRETS))
        .isEqualTo(
            "{\"tls_accept\":2,\"tls_connect\":2,\"tls_psk\":\"<secret:k@1>\",\"tls_psk_identity\":\"db1\"}");
    assertThat(host(Field.ENABLED)).isEqualTo("{\"status\":0}");
    assertThat(host(Field.ADDRESS)).isEqualTo("{}");
  }

  @Test
  void aNewHostHasAllOfIt() {
    assertThat(json(alteration(NOW, Field.NAME).parts().created(WANTED)))
        .isEqualTo(
            """
            {"groups":[{"groupid":"23"}],"host":"db1.lab","interfaces":[{"dns":"","ip":"10.0.0.1","main":1,"port":"10050","type":1,"useip":1}],\
            "macros":[{"macro":"{$HUSH}","type":1,"value":"<secret:h@2>"},{"macro":"{$LIMIT}","type":0,"value":"6"}],\
            "tags":[{"tag":"kitward.id","value":"00000000-0000-4000-8000-000000000001"},{"tag":"environment","value":"new"}],\
            "templates":[{"templateid":"33"}],"tls_accept":2,"tls_connect":2,"tls_psk":"<secret:k@1>","tls_psk_identity":"db1"}""");
  }

  @Test
  void anAddressIsANumberOrAName() {
    assertThat(Parts.address("10.0.0.1")).containsEntry("useip", 1).containsEntry("ip", "10.0.0.1");
    assertThat(Parts.address("fd00::1")).containsEntry("useip", 1);
    assertThat(Parts.address("db1.lab")).containsEntry("useip", 0).containsEntry("dns", "db1.lab");
  }
}
