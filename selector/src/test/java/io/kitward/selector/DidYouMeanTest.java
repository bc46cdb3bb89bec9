package io.kitward.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {
  @ParameterizedTest
  @CsvSource({
    "tire,      tier,     'fire tier tyre wire'", // the same letters in another order
    "rola,      role,     'cola role'", // begins alike for longest
    "enviroment, environment, 'environment environments'",
    "polcy,     policy,   'polly policy'",
    "POLCY,     Policy,   'Polly Policy'",
    "aX,        aA,       'bX aA'",
    "database,  '',       'zebra ape'",
    "x,         a,        'b a'", // nothing else tells them apart
    "web,       '',       'web'", // never the word itself
  })
  void ofSeveralThatAreAsCloseTheLikelierOneIsMeant(String word, String meant, String known) {
    List<String> words = Arrays.asList(known.split(" ", -1));
    assertThat(DidYouMean.closest(word, words).orElse("")).isEqualTo(meant);
    Collections.reverse(words);
    assertThat(DidYouMean.closest(word, words).orElse("")).isEqualTo(meant);
  }

  @Test
  void aLongWordIsNotCompared() {
    assertThat(DidYouMean.closest("a".repeat(81), List.of("a".repeat(80)))).isEmpty();
    assertThat(DidYouMean.closest("", List.of("a"))).isEmpty();
  }
}
