package io.kitward.connector.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BlocksTest {

  private static final String FILE = "global:\n  a: 1\nscrape_configs:\n  - job_name: node\n";
  private static final String BLOCK =
      "# BEGIN kitward job\n  - job_name: kitward\n# END kitward job\n";

  @Test
  void aBlockComesAfterTheFirstLineThatMatches() {
    assertThat(Blocks.with(FILE, "job", "  - job_name: kitward", "^scrape_configs:"))
        .isEqualTo("global:\n  a: 1\nscrape_configs:\n" + BLOCK + "  - job_name: node\n");
  }

  @Test
  void writingItTwiceChangesNothing() {
    String once = Blocks.with(FILE, "job", "x\n", "^scrape_configs:");
    assertThat(Blocks.with(once, "job", "x\n", "^scrape_configs:")).isEqualTo(once);
  }

  @Test
  void aBlockIsReplacedWhereItStandsAndOthersStay() {
    String edited =
        "# mine\n" + Blocks.with(FILE, "job", "old", "^scrape_configs:") + "# tail of others\n";
    String next = Blocks.with(edited, "job", "new", "no line matches this any more");
    assertThat(next).isEqualTo(edited.replace("old", "new"));
  }

  @Test
  void takingItAwayLeavesTheRestAsItWas() {
    String with = Blocks.with(FILE, "job", "x", "^scrape_configs:");
    assertThat(Blocks.without(with + "later\n", "job")).isEqualTo(FILE + "later\n");
  }

  @Test
  void aLastLineWithoutBreakGetsOne() {
    assertThat(Blocks.with("a\nscrape_configs:", "job", "x", "^scrape_configs:"))
        .isEqualTo("a\nscrape_configs:\n# BEGIN kitward job\nx\n# END kitward job\n");
  }

  @Test
  void noMatchingLineIsAnErrorThatNamesTheExpression() {
    assertThatThrownBy(() -> Blocks.with("a\n", "job", "x", "^nowhere"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("^nowhere");
  }

  @Test
  void aBeginWithoutEndIsRefusedSoThatNothingOfOthersIsLost() {
    assertThatThrownBy(() -> Blocks.without("# BEGIN kitward job\nx\nother\n", "job"))
        .hasMessageContaining("END kitward job");
  }
}
