package io.kitward.policy;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** The type of a service's parameter. */
public enum ParameterType {
  STRING("text in quotes or plain"),
  INTEGER("a whole number"),
  NUMBER("a number"),
  BOOLEAN("true or false"),
  LIST("a list of texts"),
  SECRET("a reference secret:NAME@VERSION");

  private final String expected;

  ParameterType(String expected) {
    this.expected = expected;
  }

  /** What a value of this type looks like, for messages. */
  public String expected() {
    return expected;
  }

  /** As documents write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value as this type holds it; empty when it is of another type. */
  public Optional<ParameterValue> accept(ParameterValue value) {
    return switch (value) {
      case ParameterValue.Text text -> acceptText(text);
      case ParameterValue.Whole whole ->
          this == INTEGER
              ? Optional.of(whole)
              : this == NUMBER
                  ? Optional.of(new ParameterValue.Decimal(BigDecimal.valueOf(whole.number())))
                  : Optional.empty();
      case ParameterValue.Decimal decimal ->
          this == NUMBER ? Optional.of(decimal) : Optional.empty();
      case ParameterValue.Flag flag -> this == BOOLEAN ? Optional.of(flag) : Optional.empty();
      case ParameterValue.TextList list -> this == LIST ? Optional.of(list) : Optional.empty();
      case ParameterValue.Secret secret -> this == SECRET ? Optional.of(secret) : Optional.empty();
    };
  }

  private Optional<ParameterValue> acceptText(ParameterValue.Text text) {
    Optional<ParameterValue.Secret> secret = ParameterValue.Secret.parse(text.text());
    if (this == SECRET) {
      return secret.map(reference -> reference);
    }
    return this == STRING && secret.isEmpty() ? Optional.of(text) : Optional.empty();
  }
}
