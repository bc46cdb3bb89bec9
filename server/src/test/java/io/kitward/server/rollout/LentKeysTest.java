package io.kitward.server.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.Member;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys of others a console's own node is lent. */
class LentKeysTest {

  private static final String KEY = "secret:agent-password@1~agent.password~one.lab";
  private static final List<String> NAMED = List.of(KEY + "#bacula", "secret:plain@1");

  private static Map<String, List<Member>> members(String certname, String service, String field) {
    return Map.of(
        "director",
        List.of(
            new Member(
                certname,
                "10.0.0.1",
                List.of(new Member.Service(service, new TreeMap<>(Map.of("password", field)))))));
  }

  @Test
  void aKeyWithWhichItsNodeRegistersAndThatTheConsolesFileNames() {
    LentKeys.Lent lent = LentKeys.of(members("one.lab", "agent", KEY), List.of("director"), NAMED);
    assertThat(lent.references()).containsExactly(KEY);
    assertThat(lent.byConsole()).containsOnlyKeys("director");
  }

  @Test
  void nothingThatTheFileDoesNotName() {
    assertThat(
            LentKeys.of(
                    members("one.lab", "agent", KEY),
                    List.of("director"),
                    List.of("secret:plain@1"))
                .references())
        .isEmpty();
  }

  @Test
  void nothingOfAConsoleThatIsNotOnTheNodeByTheDocumentsInForce() {
    assertThat(
            LentKeys.of(members("one.lab", "agent", KEY), List.of("another"), NAMED).references())
        .isEmpty();
    assertThat(LentKeys.of(Map.of(), List.of("director"), NAMED).references()).isEmpty();
  }

  @Test
  void nothingOfAFormerRegistration() {
    String former = "secret:agent-password@0~agent.password~one.lab";
    assertThat(
            LentKeys.of(members("one.lab", "agent", KEY), List.of("director"), List.of(former))
                .references())
        .isEmpty();
  }

  @Test
  void noKeyOfAnotherNodeOrService() {
    assertThat(
            LentKeys.of(members("two.lab", "agent", KEY), List.of("director"), NAMED).references())
        .isEmpty();
    assertThat(
            LentKeys.of(members("one.lab", "other", KEY), List.of("director"), NAMED).references())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret:plain@1", "secret:agent-password@1", "plain", ""})
  void noSecretThatIsNoNodesKey(String field) {
    assertThat(
            LentKeys.of(
                    members("one.lab", "agent", field),
                    List.of("director"),
                    List.of(field, KEY, "secret:plain@1"))
                .references())
        .isEmpty();
  }
}
