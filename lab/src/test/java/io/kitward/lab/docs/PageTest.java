package io.kitward.lab.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {

  private static final String PAGE =
      """
      # A page

      <!-- on: node -->
      <!-- exit: 3 -->
      ```sh
      one
      two
      ```

      - In a list:

        ```console
        $ first
        said 5 s ago
        $ second
        ```
      """;

  @Test
  void blocksHaveTheirPlaceAndTheOrdersRightBeforeThem() {
    List<Block> blocks = Page.parse("page.md", PAGE).blocks();

    assertThat(blocks).extracting(Block::place).containsExactly("page.md:5", "page.md:12");
    assertThat(blocks.getFirst().orders()).isEqualTo(Map.of("on", "node", "exit", "3"));
    assertThat(blocks.getFirst().exchanges())
        .containsExactly(new Block.Exchange("one\ntwo\n", List.of()));
    assertThat(blocks.getLast().orders()).isEmpty();
    assertThat(blocks.getLast().exchanges())
        .containsExactly(
            new Block.Exchange("first", List.of("said 5 s ago")),
            new Block.Exchange("second", List.of()));
  }

  @Test
  void anOrderThatNobodyKnowsIsRefused() {
    assertThatThrownBy(() -> Page.parse("page.md", "<!-- at: node -->\n```sh\none\n```\n"))
        .hasMessageContaining("page.md:2")
        .hasMessageContaining("'at'");
  }

  @Test
  void figuresAndSpacesDifferFromRunToRunAndWordsDoNot() {
    assertThat(Transcript.missing(List.of("ok  for 12 s", "…", "plan/p-1 … open"), OUTPUT))
        .isEmpty();
    assertThat(Transcript.missing(List.of("ok for 12 min"), OUTPUT)).contains("ok for 12 min");
    assertThat(Transcript.missing(List.of("plan/p-1 … open", "ok for 1 s"), OUTPUT))
        .as("in their order")
        .contains("ok for 1 s");
    assertThat(Transcript.missing(List.of("a.c"), "abc")).contains("a.c");
  }

  private static final String OUTPUT =
      """
        ok for 3 s
      between
      plan/p-77 is now open
      """;

  @Test
  void everyBlockOfEveryPageSaysWhatItIs() {
    for (Page page : Page.all(Path.of(".."))) {
      for (Block block : page.blocks()) {
        assertThat(block.language()).as(block.place()).isNotEmpty();
        if (block.isCommand()) {
          assertThat(block.exchanges()).as(block.place()).isNotEmpty();
        }
      }
    }
  }
}
