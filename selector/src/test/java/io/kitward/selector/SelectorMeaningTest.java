package io.kitward.selector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each operator on a key that is absent, bare, with one value, and with several. */
class SelectorMeaningTest {
  @ParameterizedTest(name = "{0}: absent {1}, bare {2}, k=a {3}, k=b {4}, k=a and k=b {5}")
  @CsvSource(
      delimiter = '|',
      value = {
        "k              | false | true  | true  | true  | true",
        "!k             | true  | false | false | false | false",
        "k = a          | false | false | true  | false | true",
        "k == a         | false | false | true  | false | true",
        "k != a         | true  | true  | false | true  | false",
        "k in (a)       | false | false | true  | false | true",
        "k in (a,b)     | false | false | true  | true  | true",
        "k in (a,)      | false | true  | true  | false | true",
        "k notin (a)    | true  | true  | false | true  | false",
        "k notin (a, b) | true  | true  | false | false | false",
        "k =            | false | true  | false | false | false",
        "k = \"\"       | false | true  | false | false | false",
        "k !=           | true  | false | true  | true  | true",
        "not k = a      | true  | true  | false | true  | false",
        "k > 1          | false | false | false | false | false",
        "not k > 1      | true  | true  | true  | true  | true",
        "all            | true  | true  | true  | true  | true",
        "not all        | false | false | false | false | false",
      })
  void eachOperatorOnAbsentBareOneAndSeveralValues(
      String selector, boolean absent, boolean bare, boolean one, boolean other, boolean several) {
    Selector parsed = Selector.parse(selector);
    assertThat(parsed.matches(Tags.none())).isEqualTo(absent);
    assertThat(parsed.matches(Tags.parse("k"))).isEqualTo(bare);
    assertThat(parsed.matches(Tags.parse("k=a"))).isEqualTo(one);
    assertThat(parsed.matches(Tags.parse("k=b"))).isEqualTo(other);
    assertThat(parsed.matches(Tags.parse("k=a", "k=b"))).isEqualTo(several);
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
    assertThat(Selector.parse(selector).matches(Tags.of(java.util.List.of(new Tag("n", value)))))
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
        "a, b and c           | a and b and c",
      })
  void notBindsBeforeAndCommaBindsAsAndBeforeOr(String loose, String explicit) {
    assertThat(Selector.parse(loose)).isEqualTo(Selector.parse(explicit));
  }
}
