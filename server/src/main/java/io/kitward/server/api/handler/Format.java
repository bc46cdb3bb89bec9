package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** In which form an answer is asked for, by the parameter {@code format}. */
enum Format {
  JSON("application/json"),
  CSV("text/csv; charset=utf-8; header=present"),
  HTML("text/html; charset=utf-8");

  private final String type;

  Format(String type) {
    this.type = type;
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that is asked for, among these; without a word the first. */
  static Format of(Request request, Format... known) {
    String word = Queries.text(request, "format").orElse(known[0].word());
    return Arrays.stream(known)
        .filter(format -> format.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                Queries.invalid(
                    "format",
                    "must be one of "
                        + List.of(known).stream()
                            .map(Format::word)
                            .collect(Collectors.joining(", "))));
  }

  /** A file of this form, which no browser shows in our name. */
  Response answer(String name, String text) {
    return Bodies.text(type, text)
        .with("content-disposition", "attachment; filename=\"" + name + "." + word() + "\"");
  }
}
