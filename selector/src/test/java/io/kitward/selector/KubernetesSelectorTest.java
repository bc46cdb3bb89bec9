package io.kitward.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The corpus of strings that Kubernetes' {@code labels.Parse} takes or refuses. */
class KubernetesSelectorTest {
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:([tnr])|u([0-9a-f]{4}))");

  static Stream<List<String>> valid() {
    return corpus(" ⇒ ");
  }

  static Stream<List<String>> invalid() {
    return corpus(" ✗ ");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void isReadAsKubernetesReadsIt(List<String> line) {
    String canonical = line.get(1);
    Selector selector = Selector.parse(unescaped(line.getFirst()));
    assertThat(selector).hasToString(canonical);
    assertThat(Selector.parse(canonical)).isEqualTo(selector);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalid")
  void isRefusedWhereTheFaultIs(List<String> line) {
    SelectorSyntaxException refusal =
        catchThrowableOfType(
            SelectorSyntaxException.class, () -> Selector.parse(unescaped(line.getFirst())));
    assertThat(refusal).as(line.getFirst()).isNotNull();
    assertThat(refusal.code() + " " + refusal.offset()).isEqualTo(line.get(1));
    assertThat(refusal.expected()).isNotBlank();
  }

  @Test
  void theCorpusIsLargeEnoughToMeanSomething() {
    assertThat(valid()).hasSizeGreaterThan(90);
    assertThat(invalid()).hasSizeGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x = a", "x =a", "\tx\r\n=\na ", "x== a"})
  void whiteSpaceBetweenTokensMeansNothing(String text) {
    assertThat(Selector.parse(text)).isEqualTo(Selector.parse("x=a"));
  }

  @Test
  void lengthLimitsAreThoseOfKubernetes() {
    String name = "a".repeat(63);
    String prefix = ("b".repeat(49) + ".").repeat(5) + "ccc";
    assertThat(prefix).hasSize(253);
    assertThat(Selector.parse(prefix + "/" + name + "=" + name)).isInstanceOf(Condition.In.class);
    assertThatThrownBy(() -> Selector.parse(name + "a"))
        .isInstanceOf(SelectorSyntaxException.class);
    assertThatThrownBy(() -> Selector.parse("x=" + name + "a"))
        .isInstanceOf(SelectorSyntaxException.class);
    assertThatThrownBy(() -> Selector.parse("c" + prefix + "/x"))
        .isInstanceOf(SelectorSyntaxException.class);
  }

  private static Stream<List<String>> corpus(String separator) {
    try (InputStream file =
        Objects.requireNonNull(
            KubernetesSelectorTest.class.getResourceAsStream("kubernetes-selectors.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#") && line.contains(separator))
              .map(line -> List.of(line.split(separator, 2)))
              .toList()
              .stream();
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    escape.group(1) == null
                        ? String.valueOf((char) Integer.parseInt(escape.group(2), 16))
                        : "\t\n\r".substring("tnr".indexOf(escape.group(1))).substring(0, 1)));
  }
}
