package io.kitward.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretReferenceTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"secret:a@1", "secret:prometheus/scrape-token@12", "secret:x.y_z@999999999"})
  void whatIsPrintedIsReadAgain(String text) {
    assertThat(SecretReference.parse(text)).map(SecretReference::toString).hasValue(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret:",
        "secret:a",
        "secret:a@",
        "secret:a@0",
        "secret:a@01",
        "secret:a@-1",
        "secret:a@1 ",
        " secret:a@1",
        "secret:A@1",
        "secret:a@1@2",
        "secret:a b@1",
        "secret:/a@1",
        "secret:a/@1",
        "secret:a@9999999999",
        "secret:a\n@1",
        "secret:ä@1",
        "SECRET:a@1"
      })
  void nothingElseIsAReference(String text) {
    assertThat(SecretReference.parse(text)).isEmpty();
  }

  @Test
  void aNameOfTwoHundredCharactersIsTheLongest() {
    assertThat(SecretReference.parse("secret:" + "a".repeat(200) + "@1")).isPresent();
    assertThat(SecretReference.parse("secret:" + "a".repeat(201) + "@1")).isEmpty();
    assertThatThrownBy(() -> new SecretReference("a".repeat(201), 1))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void versionsBeginAtOne() {
    assertThatThrownBy(() -> new SecretReference("a", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
