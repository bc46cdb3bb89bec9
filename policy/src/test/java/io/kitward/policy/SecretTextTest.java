package io.kitward.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A secret's value is made harmless for the file that it goes into, as any other value. */
class SecretTextTest {
  private static final String HOSTILE = "a\"b\\c: d # e";

  @ParameterizedTest
  @EnumSource(Format.class)
  void theReferenceInAFileSaysTheFormatOfTheFile(Format format) {
    var rendered =
        new Templates(Map.of("t", new ParameterValue.Secret("token", "3")))
            .render("\"{{t}}\"", format);
    String reference = rendered.secrets().first();
    assertThat(rendered.text()).isEqualTo("\"${" + reference + "}\"");
    assertThat(SecretText.parse(reference)).contains(new SecretText("secret:token@3", format));
  }

  @Test
  void aYamlFileReadsBackExactlyTheSecret() {
    String value = SecretText.parse("secret:t@1#yaml").orElseThrow().of(HOSTILE).orElseThrow();
    assertThat((Object) new YAMLMapper().readValue("k: \"" + value + "\"\n", Map.class))
        .isEqualTo(Map.of("k", HOSTILE));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aSecretOfSeveralLinesGoesIntoPlainFilesOnly(Format format) {
    assertThat(new SecretText("secret:t@1", format).of("a\nb\n").isPresent())
        .isEqualTo(format == Format.PLAIN);
  }

  @Test
  void aLineBreakAtTheVeryEndIsNoPartOfASecret() {
    assertThat(new SecretText("secret:t@1", Format.SHELL).of("abc\n")).contains("abc");
    assertThat(new SecretText("secret:t@1", Format.PLAIN).of("abc\n")).contains("abc\n");
    assertThat(new SecretText("secret:t@1", Format.SHELL).of("$(id)")).isEmpty();
  }

  @Test
  void anUnknownFormatIsNone() {
    assertThat(SecretText.parse("secret:t@1#html")).isEmpty();
  }
}
