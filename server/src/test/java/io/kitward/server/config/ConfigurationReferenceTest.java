package io.kitward.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page on configuration says of the server's keys. */
class ConfigurationReferenceTest {

  private static final Path PAGE = Path.of("../docs/reference/configuration.md");
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| (.+?) \\| (.+?) \\|");
  private static final Pattern DEFAULT = Pattern.compile("(.*) \\(default ([^)]+)\\)");

  @Test
  void thePageHasEveryKeyOfTheServerWithItsMeaningAndNoOther() throws IOException {
    var onPage = new TreeMap<String, String>();
    rows().forEach((key, cells) -> onPage.put(key, cells.meaning()));
    var known = new TreeMap<String, String>();
    ConfigKeys.ALL.forEach((key, words) -> known.put(key, told(words).meaning()));
    assertThat(onPage).isEqualTo(known);
  }

  @Test
  void aDefaultOnThePageIsTheOneInTheHelp() throws IOException {
    Map<String, Cells> rows = rows();
    ConfigKeys.ALL.forEach(
        (key, words) -> {
          Cells help = told(words);
          if (!help.otherwise().equals("–")) {
            assertThat(rows.get(key)).as(key).isEqualTo(help);
          }
        });
  }

  private record Cells(String otherwise, String meaning) {}

  private static Cells told(String words) {
    Matcher matcher = DEFAULT.matcher(words);
    return matcher.matches()
        ? new Cells("`" + matcher.group(2) + "`", matcher.group(1))
        : new Cells("–", words);
  }

  /** The rows of the first table of the page. */
  private static Map<String, Cells> rows() throws IOException {
    String page = Files.readString(PAGE);
    var rows = new TreeMap<String, Cells>();
    ROW.matcher(page.substring(0, page.indexOf("What lies in the data directory")))
        .results()
        .forEach(row -> rows.put(row.group(1), new Cells(row.group(2), row.group(3))));
    return rows;
  }
}
