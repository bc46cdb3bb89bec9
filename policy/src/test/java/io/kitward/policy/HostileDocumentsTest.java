package io.kitward.policy;

import static io.kitward.policy.Texts.document;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents made to break the reader: huge, deep, many. Each would take minutes if it could. */
class HostileDocumentsTest {
  /**
   * A text and what is said of it.
   *
   * @param words in one of the problems; empty when it is taken
   */
  record Hostile(String name, String text, String words) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Hostile> texts() {
    return List.of(
        new Hostile("nested 500,000 deep", "[".repeat(500_000), "nested deeper than 40"),
        new Hostile("maps nested in maps", "{a: ".repeat(300_000), "nested deeper than 40"),
        new Hostile("dashes", "- ".repeat(800_000), "nested deeper than 40"),
        new Hostile(
            "a selector of 1 MB", group("'a" + ",a".repeat(500_000) + "'"), "KSEL-TOO-LONG"),
        new Hostile(
            "a selector nested 10,000 deep",
            group("'" + "(".repeat(10_000) + "'"),
            "KSEL-TOO-DEEP"),
        new Hostile(
            "a long path",
            document("Service", "a", "directories: ['" + "/a".repeat(200_000) + "']"),
            "expected an absolute path"),
        new Hostile(
            "a pattern nested 400 deep", pattern("(".repeat(400) + ")".repeat(400)), "too large"),
        new Hostile("a pattern of 300,000 choices", pattern("a|".repeat(300_000)), "too large"),
        new Hostile(
            "repetitions of repetitions",
            pattern("((((a{1,30}){30}){30,}){1,30}){30}"),
            "too large"),
        new Hostile(
            "an expression of Java nested 100,000 deep",
            insert("(".repeat(100_000) + ")".repeat(100_000)),
            "is not a regular expression"),
        new Hostile("a template of blanks", template("{{=" + " ".repeat(500_000)), "never closed"),
        new Hostile("a template of braces", template("{{".repeat(300_000)), "never closed"),
        new Hostile(
            "a template of unknown names", template("{{k}}".repeat(300_000)), "no value named 'k'"),
        new Hostile(
            "sections in sections",
            template("{{#l}}".repeat(100_000) + "{{/l}}".repeat(100_000)),
            "no value named 'l'"),
        new Hostile(
            "fields that nobody knows",
            document("Group", "a", each(100_000, i -> "select" + i + ": 1\n")),
            "and more than the 100 problems"),
        new Hostile("one key again and again", "b: 1\n".repeat(300_000), "and more than the 100"),
        new Hostile(
            "long names in long names",
            "{a: {"
                + "\""
                + "b".repeat(1_000)
                + "\": {"
                + each(100_000, i -> "c" + i + ": 1,")
                + "}}}",
            "at most 512 characters"),
        new Hostile(
            "a chain of groups",
            each(
                3_000,
                i -> document("Group", "g" + i, "selector: 'a or group:g" + (i + 1) + "'\n")),
            "no group named g3000"),
        new Hostile(
            "a ring of groups",
            each(
                3_000,
                i -> document("Group", "g" + i, "selector: 'group:g" + (i + 1) % 3_000 + "'\n")),
            "… (3000 groups) → g0"),
        new Hostile(
            "groups that double each time",
            each(60, i -> document("Group", "g" + i, twice(i))),
            "parts with its groups"),
        new Hostile(
            "a ring of rules",
            each(
                1_000,
                i ->
                    document(
                        "TagRule",
                        "r" + i,
                        "{selector: a" + i + ", tags: [a" + (i + 1) % 1_000 + "]}")),
            "the rule would feed itself"),
        new Hostile(
            "names of services that are all wrong",
            document("Bundle", "b", "services: [" + each(50_000, i -> "s" + i + ",") + "]")
                + each(3_000, i -> document("Service", "x" + i, "{}")),
            "and more than the 100"),
        new Hostile(
            "one tag key in 10,000 documents",
            each(10_000, i -> document("TagKey", "k" + i, "{key: same}")),
            "and more than the 100"));
  }

  private static String each(int count, IntFunction<String> text) {
    return IntStream.range(0, count).mapToObj(text).collect(Collectors.joining());
  }

  private static String twice(int i) {
    return i == 0
        ? "selector: a"
        : "selector: 'group:g" + (i - 1) + " or not group:g" + (i - 1) + "'";
  }

  private static String group(String selector) {
    return document("Group", "a", "selector: " + selector);
  }

  private static String pattern(String pattern) {
    return document("Service", "a", "parameters: {p: {type: string, pattern: '" + pattern + "'}}");
  }

  private static String insert(String after) {
    return document(
        "Service",
        "a",
        "files: [{path: /etc/x, format: plain, template: a, insert: {after: '" + after + "'}}]");
  }

  private static String template(String template) {
    return document(
        "Service", "a", "files: [{path: /etc/x, format: plain, template: '" + template + "'}]");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void aHostileTextIsRefusedWithItsPlace(Hostile hostile) {
    Documents.Parsed parsed = Documents.parse("test.yaml", hostile.text());
    List<Problem> problems =
        parsed.problems().isEmpty()
            ? DocumentSet.ofParsed(parsed.documents()).validate()
            : parsed.problems();
    assertThat(problems).hasSizeBetween(1, Problems.LIMIT + 2);
    assertThat(problems).allMatch(problem -> problem.line() > 0 && problem.column() > 0);
    assertThat(problems).anyMatch(problem -> problem.toString().contains(hostile.words()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\0b", "a\\ud800b", "\\udc00"})
  void whatTheStoreCannotHoldIsRefused(String text) {
    String description =
        "{\"apiVersion\": \"kitward/v1\", \"kind\": \"Group\", \"metadata\": {\"name\": \"g\","
            + " \"description\": \""
            + text
            + "\"}, \"spec\": {\"selector\": \"all\"}}";
    assertThat(Texts.problems(description))
        .singleElement()
        .asString()
        .contains("metadata.description: holds a character that is none");
    assertThat(Documents.parseJson("x", description.replace("\\0", "\\u0000")).problems())
        .singleElement()
        .asString()
        .contains("holds a character that is none");
  }

  @Test
  void aNumberThatIsNoneIsRefusedWhereItStands() {
    for (String number : List.of("1e-99999999999", "9".repeat(2_000), "!!float abc")) {
      String bundle =
          document("Bundle", "b", "services: [a]\nparameters: {a: {p: " + number + "}}");
      assertThat(Texts.problems(bundle))
          .isNotEmpty()
          .allMatch(problem -> problem.startsWith("test.yaml:7:23: spec.parameters.a.p: "));
    }
  }

  @Test
  void whatATextBringsIsHarmlessOnATerminal() {
    assertThat(Texts.problems("{\"kind\": \"\\e[31m\\n\", \"\\e]0;x\\a\": 1}"))
        .isNotEmpty()
        .allMatch(problem -> problem.replace("\n", "").chars().noneMatch(Character::isISOControl));
  }
}
