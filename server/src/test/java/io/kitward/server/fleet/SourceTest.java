package io.kitward.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SourceTest {

  @Test
  void theSourcesOfTheDesignAreSources() {
    for (String text :
        List.of(
            "node",
            "puppet",
            "cert",
            "rule/os",
            "user/ada@example.org",
            "token/ci_1",
            "import/cmdb",
            "user/" + "x".repeat(128))) {
      assertThat(Source.fault(text)).as(text).isEmpty();
      assertThat(new Source(text)).hasToString(text);
    }
  }

  @Test
  void whatIsWrittenOtherwiseIsNoSource() {
    for (String text :
        List.of(
            "",
            "Node",
            "node/db1",
            "user",
            "user/",
            "user/-ada",
            "user/ada/b",
            "user/a b",
            "user/ada\n",
            "group/x",
            "user/" + "x".repeat(129))) {
      assertThat(Source.of(text)).as(text).isEmpty();
      assertThatThrownBy(() -> new Source(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aKindWithoutItsNameSaysSo() {
    assertThat(Source.fault("user")).contains("the source “user” needs a name: user/NAME");
  }

  @Test
  void peopleWriteWhatPeopleAndProgramsSet() {
    assertThat(List.of("user/ada", "token/ci", "import/cmdb")).allMatch(Source::writableByPeople);
    assertThat(List.of("node", "puppet", "cert", "rule/os", "group/x", ""))
        .noneMatch(Source::writableByPeople);
  }

  @Test
  void onlyTheNodeItselfIsNotTrusted() {
    assertThat(Source.NODE.trusted()).isFalse();
    assertThat(Source.NODE.trust()).isEqualTo("self-asserted");
    assertThat(new Source("puppet").trust()).isEqualTo("vouched");
    assertThat(new Source("user/ada").trust()).isEqualTo("trusted");
    assertThat(new Source("user/ada").trusted()).isTrue();
  }
}
