package io.kitward.cli;

import static io.kitward.cli.Nouns.text;

import io.kitward.selector.DidYouMean;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What services are waited for to be: in a phase, with a condition that holds, or gone.
 *
 * @param subject {@code phase}, {@code condition} or {@code gone}
 * @param value which phase or condition; empty for gone
 */
record Goal(String subject, String value) {
  private static final Pattern FORM = Pattern.compile("(phase|condition)=([A-Za-z]+)|gone");
  private static final Map<String, List<String>> KNOWN =
      Map.of(
          "phase",
          List.of(
              "pending",
              "applying",
              "ok",
              "repaired",
              "degraded",
              "failed",
              "removing",
              "blocked",
              "stale"),
          "condition",
          List.of("Installed", "Configured", "Running", "Healthy", "Registered", "Proven"));

  /**
   * Reads {@code phase=ok}, {@code condition=Proven} or {@code gone}.
   *
   * @throws Failure when it is none of them
   */
  static Goal of(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new Failure(
          Exit.USAGE,
          "goal",
          "“" + text + "” is not a goal.",
          "phase=ok, condition=Proven or gone");
    }
    if (form.group(1) == null) {
      return new Goal("gone", "");
    }
    List<String> known = KNOWN.getOrDefault(form.group(1), List.of());
    if (!known.contains(form.group(2))) {
      throw new Failure(
          Exit.USAGE,
          "goal",
          "There is no " + form.group(1) + " “" + form.group(2) + "”.",
          DidYouMean.closest(form.group(2), known)
              .map(close -> "Did you mean " + close + "?")
              .orElse("Use one of: " + String.join(", ", known)));
    }
    return new Goal(form.group(1), form.group(2));
  }

  /** Every phase. */
  static Stream<String> phases() {
    return KNOWN.getOrDefault("phase", List.of()).stream();
  }

  /** Every goal. */
  static Stream<String> all() {
    return Stream.concat(
        Stream.of("phase", "condition")
            .flatMap(
                subject ->
                    KNOWN.getOrDefault(subject, List.of()).stream()
                        .map(value -> subject + "=" + value)),
        Stream.of("gone"));
  }

  boolean isGone() {
    return subject.equals("gone");
  }

  /** Whether the goal says anything of a service; a condition need not apply to it. */
  boolean applies(JsonNode instance) {
    return !status(instance).equals("NotApplicable");
  }

  /** What is missing of a service yet; empty when nothing is. */
  Optional<String> missing(JsonNode instance) {
    String status = status(instance);
    boolean met =
        switch (subject) {
          case "gone" -> false;
          case "phase" -> status.equals(value) || (value.equals("ok") && status.equals("repaired"));
          default -> status.equals("True") || status.equals("NotApplicable");
        };
    if (met) {
      return Optional.empty();
    }
    if (isGone()) {
      return Optional.of(text(instance, "service") + " is still there");
    }
    String message = Nouns.message(instance);
    return Optional.of(
        text(instance, "service")
            + " is "
            + (subject.equals("phase") ? status : value + "=" + status)
            + (message.isEmpty() ? "" : ", " + message));
  }

  private String status(JsonNode instance) {
    return switch (subject) {
      case "gone" -> "";
      case "phase" -> text(instance, "phase");
      default ->
          instance
              .path("conditions")
              .valueStream()
              .filter(condition -> text(condition, "type").equals(value))
              .map(condition -> text(condition, "status"))
              .findFirst()
              .orElse("Unknown");
    };
  }

  /** The refusal of a condition that applies to nothing, and so can't come about. */
  Failure notApplicable() {
    return new Failure(
        Exit.FAILED,
        "not-applicable",
        value + " applies to none of the services there: no console knows them.",
        "Wait for phase=ok");
  }

  /** As it is written. */
  @Override
  public String toString() {
    return isGone() ? subject : subject + "=" + value;
  }
}
