package io.kitward.policy;

import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a parameter's value must satisfy; a constraint that its type can't have is refused.
 */
final class ConstraintReader {
  private final Fields fields;
  private final ParameterType type;

  private ConstraintReader(Fields fields, ParameterType type) {
    this.fields = fields;
    this.type = type;
  }

  static Constraints read(Fields fields, ParameterType type) {
    ConstraintReader reader = new ConstraintReader(fields, type);
    BigDecimal minimum = reader.number("minimum");
    BigDecimal maximum = reader.number("maximum");
    if (minimum != null && maximum != null && minimum.compareTo(maximum) > 0) {
      fields.problem(Problem.VALUE, "minimum", "is above the maximum, so nothing would fit");
    }
    Integer minItems = reader.count("minItems");
    Integer maxItems = reader.count("maxItems");
    if (minItems != null && maxItems != null && minItems > maxItems) {
      fields.problem(Problem.VALUE, "minItems", "is above maxItems, so nothing would fit");
    }
    return new Constraints(
        reader.allowed(), minimum, maximum, reader.pattern(), minItems, maxItems, reader.items());
  }

  private boolean has(String name, ParameterType... types) {
    if (fields.find(name) == null) {
      return false;
    }
    if (List.of(types).contains(type)) {
      return true;
    }
    String words = String.join(", ", List.of(types).stream().map(ParameterType::word).toList());
    fields.problem(
        Problem.VALUE,
        name,
        "is not for type " + type.word() + ", only for " + words + "; drop it");
    return false;
  }

  private List<ParameterValue> allowed() {
    if (!has("enum", ParameterType.STRING, ParameterType.INTEGER, ParameterType.NUMBER)) {
      return List.of();
    }
    List<ParameterValue> allowed =
        fields.list(
            "enum",
            (node, at) -> {
              ParameterValue written = SpecReader.value(fields, node, at);
              ParameterValue accepted = written == null ? null : type.accept(written).orElse(null);
              if (written != null && accepted == null) {
                fields
                    .problems()
                    .add(
                        Problem.PARAMETER,
                        node.position(),
                        at,
                        "does not fit the type; expected " + type.expected());
              }
              return accepted;
            });
    if (allowed.isEmpty()) {
      fields.problem(Problem.VALUE, "enum", "is empty, so nothing would fit; list values");
    }
    return allowed;
  }

  private @Nullable BigDecimal number(String name) {
    if (!has(name, ParameterType.INTEGER, ParameterType.NUMBER)) {
      return null;
    }
    SourceNode node = fields.find(name);
    ParameterValue value = node == null ? null : SpecReader.value(fields, name);
    ParameterValue number = value == null ? null : ParameterType.NUMBER.accept(value).orElse(null);
    if (number instanceof ParameterValue.Decimal decimal) {
      return decimal.number();
    }
    if (value != null) {
      fields.problem(Problem.TYPE, name, "is no number, expected one");
    }
    return null;
  }

  private @Nullable Integer count(String name) {
    if (!has(name, ParameterType.LIST)) {
      return null;
    }
    int count = fields.wholeOr(name, 0);
    if (count < 0) {
      fields.problem(Problem.VALUE, name, "is below 0");
    }
    return count;
  }

  private @Nullable TextPattern pattern() {
    if (!has("pattern", ParameterType.STRING)) {
      return null;
    }
    String text = fields.textOr("pattern", "", Fields.ANY, "a regular expression");
    if (!PatternCost.isBearable(text)) {
      fields.problem(
          Problem.VALUE,
          "pattern",
          "is too large: at most "
              + PatternCost.LENGTH_LIMIT
              + " characters, groups "
              + PatternCost.NESTING_LIMIT
              + " deep, and "
              + PatternCost.SIZE_LIMIT
              + " characters with its repetitions written out");
      return null;
    }
    try {
      return TextPattern.of(text);
    } catch (PatternSyntaxException broken) {
      fields.problem(
          Problem.VALUE,
          "pattern",
          "is not a regular expression (RE2, without references and lookaround): "
              + broken.getDescription());
      return null;
    }
  }

  private @Nullable Constraints items() {
    Fields items = has("items", ParameterType.LIST) ? fields.mapping("items") : null;
    if (items == null) {
      return null;
    }
    ConstraintReader reader = new ConstraintReader(items, ParameterType.STRING);
    List<ParameterValue> allowed = new ArrayList<>(reader.allowed());
    TextPattern pattern = reader.pattern();
    items.refuseUnknown();
    return new Constraints(allowed, null, null, pattern, null, null, null);
  }
}
