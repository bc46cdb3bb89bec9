package io.kitward.policy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a parameter's value must satisfy beyond its type, with the words and meaning of JSON Schema.
 *
 * <p>Checked by hand rather than by a schema library: values are typed already, every fault needs
 * the place of its leaf, and this runs for each leaf of each node.
 *
 * @param allowed {@code enum}; empty when any value may be
 * @param items what each text of a list must satisfy
 */
public record Constraints(
    List<ParameterValue> allowed,
    @Nullable BigDecimal minimum,
    @Nullable BigDecimal maximum,
    @Nullable TextPattern pattern,
    @Nullable Integer minItems,
    @Nullable Integer maxItems,
    @Nullable Constraints items) {
  public static final Constraints NONE =
      new Constraints(List.of(), null, null, null, null, null, null);

  public Constraints {
    allowed = List.copyOf(allowed);
  }

  /** What is wrong with a value of the right type, such as {@code is 0, expected at least 1}. */
  public Optional<String> fault(ParameterValue value) {
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      return Optional.of("expected one of " + allowed.stream().map(ParameterValue::plain).toList());
    }
    return switch (value) {
      case ParameterValue.Whole whole -> range(BigDecimal.valueOf(whole.number()));
      case ParameterValue.Decimal decimal -> range(decimal.number());
      case ParameterValue.Text text -> text(text.text());
      case ParameterValue.TextList list -> list(list);
      case ParameterValue.Flag ignored -> Optional.empty();
      case ParameterValue.Secret ignored -> Optional.empty();
    };
  }

  private Optional<String> range(BigDecimal number) {
    if (minimum != null && number.compareTo(minimum) < 0) {
      return Optional.of(
          "is " + number.toPlainString() + ", expected at least " + minimum.toPlainString());
    }
    if (maximum != null && number.compareTo(maximum) > 0) {
      return Optional.of(
          "is " + number.toPlainString() + ", expected at most " + maximum.toPlainString());
    }
    return Optional.empty();
  }

  private Optional<String> text(String text) {
    return pattern == null || pattern.isIn(text)
        ? Optional.empty()
        : Optional.of("does not match the pattern " + pattern);
  }

  private Optional<String> list(ParameterValue.TextList list) {
    int size = list.items().size();
    if (minItems != null && size < minItems) {
      return Optional.of("has " + size + " items, expected at least " + minItems);
    }
    if (maxItems != null && size > maxItems) {
      return Optional.of("has " + size + " items, expected at most " + maxItems);
    }
    Constraints each = items;
    if (each != null) {
      for (int i = 0; i < size; i++) {
        int at = i + 1;
        Optional<String> fault = each.fault(new ParameterValue.Text(list.items().get(i)));
        if (fault.isPresent()) {
          return fault.map(words -> "item " + at + " " + words);
        }
      }
    }
    return Optional.empty();
  }
}
