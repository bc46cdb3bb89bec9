package io.kitward.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the guide on a tool of one's own tells people to write. */
class GuideTest {

  @Test
  void theExporterOfTheGuideFitsTogetherAndIsRegistered() throws IOException {
    Matcher blocks = YAML.matcher(Files.readString(Path.of("../docs/guides/own-tool.md")));
    DocumentSet set =
        DocumentSet.ofParsed(
            Texts.parsed(blocks.results().map(block -> block.group(1)).toList().getLast()));
    assertThat(set.validate()).isEmpty();
    assertThat(set.service("process-exporter").orElseThrow().registration())
        .containsKey("prometheus");
    assertThat(set.bundle("process-watch")).isPresent();
  }

  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  @Test
  void theToolOfTheGuideIsThereWhereThePolicyAsksForIt() throws IOException {
    Matcher blocks = YAML.matcher(Files.readString(Path.of("../docs/guides/own-tool.md")));
    List<String> documents = blocks.results().map((MatchResult block) -> block.group(1)).toList();
    assertThat(documents).hasSize(2);
    DocumentSet set = DocumentSet.ofParsed(Texts.parsed(documents.getFirst()));
    assertThat(set.validate()).isEmpty();
    DesiredNode tagged =
        Resolution.resolve(Texts.node("web1.lab", "checked"), set, Texts.SITE, Texts.NOW);
    assertThat(tagged.conflicts()).isEmpty();
    assertThat(tagged.instances().getFirst().files().getFirst().content())
        .contains("server_port=5666\nallowed_hosts=127.0.0.1,192.0.2.10\n");
    assertThat(Resolution.resolve(Texts.node("web1.lab"), set, Texts.SITE, Texts.NOW).instances())
        .isEmpty();
  }
}
