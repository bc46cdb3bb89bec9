package io.kitward.connector.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page on configuration says of the connector's keys. */
class ConfigurationPageTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

  @Test
  void thePageHasEveryKeyAndNoOther() throws IOException {
    String page = Files.readString(Path.of("../docs/reference/configuration.md"));
    String section =
        page.substring(page.indexOf("## The connector"), page.indexOf("## The command line"));
    var onPage = new TreeSet<String>();
    ROW.matcher(section).results().forEach(row -> onPage.add(row.group(1)));
    var known = new TreeSet<String>();
    Configuration.KEYS.forEach(key -> known.add(key.replace("[]", "")));
    assertThat(onPage).isEqualTo(known);
  }
}
