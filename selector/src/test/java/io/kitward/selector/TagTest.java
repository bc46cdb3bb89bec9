package io.kitward.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagTest {
  @Test
  void aTagIsAKeyWithAValueOrABareKey() {
    assertThat(Tag.parse("environment=production")).isEqualTo(new Tag("environment", "production"));
    assertThat(Tag.parse("database")).isEqualTo(new Tag("database", "")).hasToString("database");
    assertThat(Tag.parse("database=")).isEqualTo(new Tag("database", ""));
    assertThat(Tag.parse("example.org/role=db.1_x-2")).hasToString("example.org/role=db.1_x-2");
  }

  @ParameterizedTest(name = "[{0}] at {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                | KTAG-KEY   | 0",
        "=x                | KTAG-KEY   | 0",
        "-a                | KTAG-KEY   | 0",
        "a-                | KTAG-KEY   | 1",
        "ä                 | KTAG-KEY   | 0",
        "a b               | KTAG-KEY   | 1",
        "a/b/c             | KTAG-KEY   | 3",
        "example.org/      | KTAG-KEY   | 12",
        "Example.org/a     | KTAG-KEY   | 0",
        "a=b=c             | KTAG-VALUE | 3",
        "a=b c             | KTAG-VALUE | 3",
        "a=.b              | KTAG-VALUE | 2",
      })
  void anythingElseIsRefusedWithItsPosition(String text, String code, int offset) {
    TagSyntaxException error = refused(text);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.offset()).isEqualTo(offset);
    assertThat(error.expected()).isNotBlank();
    assertThat(error.caretText()).contains("column " + (offset + 1)).contains("^");
  }

  @Test
  void lineBreaksAndOverlongValuesAreRefused() {
    assertThat(refused("a=b\nc").offset()).isEqualTo(3);
    assertThat(refused("a=" + "b".repeat(64)).offset()).isEqualTo(2 + 63);
    assertThat(Tag.parse("a=" + "b".repeat(63)).value()).hasSize(63);
  }

  @Test
  void tagsHoldSeveralValuesOfAKeyAndIterateSorted() {
    Tags tags = Tags.parse("role=web", "database", "role=db", "role=web");
    assertThat(tags.toList())
        .containsExactly(Tag.parse("database"), Tag.parse("role=db"), Tag.parse("role=web"));
    assertThat(tags.values("role")).containsExactly("db", "web");
    assertThat(tags.values("none")).isEmpty();
    assertThat(tags.has("database")).isTrue();
    assertThat(tags)
        .isEqualTo(
            Tags.of(List.of(Tag.parse("role=db"), Tag.parse("role=web"), Tag.parse("database"))));
  }

  @Test
  void theClosestKnownWordIsOfferedAndNothingFarAway() {
    assertThat(DidYouMean.closest("servces", List.of("services", "bundles"))).contains("services");
    assertThat(DidYouMean.closest("apiversion", List.of("apiVersion"))).contains("apiVersion");
    assertThat(DidYouMean.closest("zebra", List.of("services", "bundles"))).isEmpty();
  }

  private static TagSyntaxException refused(String text) {
    return catchThrowableOfType(TagSyntaxException.class, () -> Tag.parse(text));
  }
}
