package io.kitward.server.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kitward.policy.plan.DocumentChange;
import io.kitward.policy.plan.Totals;
import io.kitward.policy.plan.Warning;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A plan in figures, as it is kept and shown.
 *
 * @param tagged nodes whose tags it changes
 * @param confirmation null when a yes is enough
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Summary(
    List<DocumentLine> documents,
    Totals totals,
    int tagged,
    @Nullable Asked confirmation,
    List<Caution> warnings) {

  /**
   * A document that is different afterwards.
   *
   * @param effect {@code created}, {@code changed} or {@code deleted}
   */
  public record DocumentLine(String kind, String name, String effect) {
    static DocumentLine of(DocumentChange change) {
      return new DocumentLine(
          change.kind().word(),
          change.name(),
          change.before().isEmpty() ? "created" : change.after().isEmpty() ? "deleted" : "changed");
    }
  }

  /** A figure that whoever carries the plan out must repeat, and why, a sentence each. */
  public record Asked(int figure, List<String> because) {}

  /**
   * Something that is allowed, and is probably not what was meant.
   *
   * @param document {@code Kind/name}; empty when it concerns none
   */
  public record Caution(String code, String document, String message) {
    static Caution of(Warning warning) {
      return new Caution(
          warning.code().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          warning.kind().word() + "/" + warning.document(),
          warning.message());
    }
  }
}
