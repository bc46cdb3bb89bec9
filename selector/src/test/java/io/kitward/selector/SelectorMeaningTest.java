package io.kitward.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of docs/reference/selectors.md hold, cell by cell, and so do its words. */
class SelectorMeaningTest {
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  @Test
  void eachOperatorOnAbsentEmptyOneAndSeveralValuesIsAsTheReferenceSays() throws IOException {
    List<List<String>> header = new ArrayList<>();
    int cells = 0;
    for (String line : Files.readAllLines(Path.of("../docs/reference/selectors.md"))) {
      String[] columns = line.split("\\s*\\|\\s*", -1);
      if (line.startsWith("| condition |")) {
        header.clear();
        for (int i = 2; i < columns.length - 1; i++) {
          header.add(columns[i].equals("empty") ? List.of("") : codes(columns[i]));
        }
      } else if (!line.startsWith("|")) {
        header.clear();
      } else if (!header.isEmpty() && columns[1].startsWith("`")) {
        assertThat(columns).as(line).hasSize(header.size() + 3);
        for (String condition : codes(columns[1])) {
          for (int i = 0; i < header.size(); i++) {
            assertThat(Selector.parse(condition).matches(subject(header.get(i))) ? "yes" : "no")
                .as("%s on %s", condition, header.get(i))
                .isEqualTo(columns[i + 2]);
            cells++;
          }
        }
      }
    }
    assertThat(cells).isGreaterThan(300);
  }

  /** A node whose tag {@code k} and fact {@code f} have these values, as far as tags can. */
  private static Subject subject(List<String> values) {
    List<Tag> tags =
        values.stream()
            .filter(value -> LabelSyntax.checkValue(value).isEmpty())
            .map(value -> new Tag("k", value))
            .toList();
    return new Subject(Tags.of(tags), Facts.ofLists(Map.of("f", values)));
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map((MatchResult code) -> code.group(1)).toList();
  }

  @ParameterizedTest(name = "{0} on n={1} is {2}")
  @CsvSource({
    "n > 5, 6, true",
    "n > 5, 5, false",
    "n < 5, 4, true",
    "n < 5, 5, false",
    "n > 5, 006, true",
    "n < 5, abc, false",
    "n > 5, abc, false",
    "n > 5, 99999999999999999999, false",
    "n < 9223372036854775807, 9223372036854775806, true",
    "n > 9223372036854775806, 9223372036854775807, true",
  })
  void numbersCompareAsWholeNumbersAndOtherValuesNeverMatch(
      String selector, String value, boolean expected) {
    assertThat(Selector.parse(selector).matches(Tags.of(List.of(new Tag("n", value)))))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a or b and c         | a or (b and c)",
        "a or b, c            | a or (b and c)",
        "a, b or c            | (a and b) or c",
        "not a and b          | (not a) and b",
        "not a or b           | (not a) or b",
        "not a = x and b      | (not (a = x)) and b",
        "not a like \"x\" and b | (not (a like \"x\")) and b",
        "a, b and c           | a and b and c",
      })
  void notBindsBeforeAndCommaBindsAsAndBeforeOr(String loose, String explicit) {
    assertThat(Selector.parse(loose)).isEqualTo(Selector.parse(explicit));
  }
}
