package io.kitward.bench.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Selector;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixTest {

  @ParameterizedTest
  @ValueSource(strings = {"normal", "adversarial", "negations", "sets", "presence"})
  void theSameSeedGivesTheSamePoliciesAndAllAreSelectors(String name) {
    List<MeasuredPolicy> policies = Mix.named(name).policies(Vocabulary.KEYS, 500, 42);
    assertThat(policies).isEqualTo(Mix.named(name).policies(Vocabulary.KEYS, 500, 42));
    assertThat(policies).isNotEqualTo(Mix.named(name).policies(Vocabulary.KEYS, 500, 43));
    assertThat(policies).allSatisfy(policy -> Selector.parse(policy.selector()));
  }

  @Test
  void sharesAreKept() {
    List<MeasuredPolicy> policies = Mix.named("normal").policies(Vocabulary.KEYS, 10_000, 42);
    long joined = policies.stream().filter(policy -> policy.alternatives().size() == 2).count();
    assertThat(joined).isBetween(900L, 1_100L);
  }

  @Test
  void aFleetHasEveryKeyInTheShareOfItsNodes() {
    Fleet fleet = Fleet.of(Vocabulary.KEYS, 10_000, 17);
    int tags = 0;
    for (int node = 0; node < fleet.nodes(); node++) {
      tags += fleet.tags(node).size();
    }
    assertThat((double) tags / fleet.nodes()).isBetween(17.9, 18.1);
    assertThat(fleet.tags(5)).isEqualTo(Fleet.of(Vocabulary.KEYS, 6, 17).tags(5));
  }
}
