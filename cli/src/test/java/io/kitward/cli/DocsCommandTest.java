package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import io.kitward.policy.Kind;
import io.kitward.policy.Schemas;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a field means, said by the command line. */
class DocsCommandTest {

  private static Outcome run(String... arguments) {
    return new Shell(Path.of("none"), 0, Map.of(), "").run(arguments);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyKindSaysWhatItIsAndItsFields(Kind kind) {
    Outcome outcome = run("docs", kind.word());
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).startsWith(kind.word()).contains("metadata", "spec");
    assertThat(Api.MAPPER.readTree(run("docs", kind.word(), "-o", "json").out()))
        .isEqualTo(Api.MAPPER.readTree(Schemas.text(kind)));
  }

  @ParameterizedTest
  @CsvSource({
    "policy.spec.selector, string",
    "policies.spec.services, list of string",
    "policy.spec.effect, one of: require forbid",
    "assignment.metadata.name, required",
    "service.spec.files.path, string",
    "service.spec.hooks.after-install, list of",
    "policy.spec.parameters.chrony, names of your own choice",
    "tag-key.spec, FIELD"
  })
  void aFieldIsDescribed(String path, String words) {
    Outcome outcome = run("docs", path);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains(words);
  }

  @ParameterizedTest
  @CsvSource({
    "policy.spec.selektor, 5, Did you mean Policy.spec.selector?",
    "polcy, 2, Did you mean policy?",
    "teapot, 2, Use one of: backend",
    "policy.spec.selector.more, 5, It has no fields",
    "., 2, Use one of",
    "policy..spec, 5, It has: apiVersion"
  })
  void whatIsMistypedIsGuessed(String path, int exit, String next) {
    Outcome outcome = run("docs", path);
    assertThat(outcome.exit()).isEqualTo(exit);
    assertThat(outcome.err()).contains(next);
  }

  @Test
  void allKindsAreListed() {
    assertThat(run("docs").out().lines()).hasSize(1 + Kind.values().length);
  }
}
