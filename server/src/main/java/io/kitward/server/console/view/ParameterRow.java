package io.kitward.server.console.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a service as its document defines it.
 *
 * @param byDefault its value where nobody says otherwise; empty: one must be given
 * @param limits what else a value must be, in the words of the document
 */
public record ParameterRow(
    String name, String type, String byDefault, boolean needed, String limits, String description) {
  private static final Set<String> SAID = Set.of("type", "default", "description");

  /** The parameters in a document's {@code spec}, by name. */
  public static List<ParameterRow> of(Map<?, ?> spec) {
    List<ParameterRow> rows = new ArrayList<>();
    if (spec.get("parameters") instanceof Map<?, ?> parameters) {
      parameters.forEach(
          (name, definition) -> {
            if (definition instanceof Map<?, ?> fields) {
              rows.add(of(String.valueOf(name), fields));
            }
          });
    }
    rows.sort(Comparator.comparing(ParameterRow::name));
    return List.copyOf(rows);
  }

  private static ParameterRow of(String name, Map<?, ?> fields) {
    List<String> limits = new ArrayList<>();
    fields.forEach(
        (field, value) -> {
          if (!SAID.contains(String.valueOf(field))) {
            limits.add(field + ": " + value);
          }
        });
    boolean needed = fields.get("default") == null;
    return new ParameterRow(
        name,
        text(fields.get("type")),
        text(fields.get("default")),
        needed,
        String.join(", ", limits),
        text(fields.get("description")));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
