package io.kitward.policy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of a service's parameter. */
public sealed interface ParameterValue {
  /** The value as plain Java for JSON: String, Long, BigDecimal, Boolean or List of String. */
  Object plain();

  /** The value of plain Java, as {@link #plain()} gives it; empty for anything else. */
  static Optional<ParameterValue> of(Object plain) {
    return switch (plain) {
      case String text -> Optional.of(new Text(text));
      case Integer number -> Optional.of(new Whole(number));
      case Long number -> Optional.of(new Whole(number));
      case Boolean flag -> Optional.of(new Flag(flag));
      case BigDecimal number -> Optional.of(new Decimal(number));
      case Double number when Double.isFinite(number) ->
          Optional.of(new Decimal(BigDecimal.valueOf(number)));
      case List<?> items when items.stream().allMatch(String.class::isInstance) ->
          Optional.of(new TextList(items.stream().map(String.class::cast).toList()));
      default -> Optional.empty();
    };
  }

  record Text(String text) implements ParameterValue {
    @Override
    public Object plain() {
      return text;
    }
  }

  record Whole(long number) implements ParameterValue {
    @Override
    public Object plain() {
      return number;
    }
  }

  /**
   * A number with or without a fraction; equal numbers are equal values whatever their trailing
   * zeros.
   */
  record Decimal(BigDecimal number) implements ParameterValue {
    public Decimal {
      number = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    @Override
    public Object plain() {
      return number;
    }
  }

  record Flag(boolean flag) implements ParameterValue {
    @Override
    public Object plain() {
      return flag;
    }
  }

  record TextList(List<String> items) implements ParameterValue {
    public TextList {
      items = List.copyOf(items);
    }

    @Override
    public Object plain() {
      return items;
    }
  }

  /** A reference to a version of a secret, {@code secret:NAME@VERSION}; never the secret itself. */
  record Secret(String name, String version) implements ParameterValue {
    private static final Pattern REFERENCE =
        Pattern.compile(
            "secret:([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)@([A-Za-z0-9][A-Za-z0-9._-]{0,62})");

    private static final Pattern KEY =
        Pattern.compile("([^~]+)~([^~.]+)\\.[a-z][A-Za-z0-9]{0,62}~([^~]+)");

    /** Reads a reference; empty when the text is not one. */
    static Optional<Secret> parse(String text) {
      Matcher matcher = REFERENCE.matcher(text);
      return matcher.matches()
          ? Optional.of(new Secret(matcher.group(1), matcher.group(2)))
          : Optional.empty();
    }

    /** {@code secret:NAME@VERSION}, as documents write it. */
    public String reference() {
      return "secret:" + name + "@" + version;
    }

    /**
     * The key of one node that is derived from this secret, as {@code
     * secret:NAME@VERSION~SERVICE.PARAMETER~CERTNAME}.
     */
    public String reference(String service, String parameter, String certname) {
      return reference() + "~" + service + "." + parameter + "~" + certname;
    }

    /** Whether a text is the reference of a key that this node has for this service. */
    static boolean isKeyOf(String text, String service, String certname) {
      Matcher matcher = KEY.matcher(text);
      return matcher.matches()
          && REFERENCE.matcher(matcher.group(1)).matches()
          && matcher.group(2).equals(service)
          && matcher.group(3).equals(certname);
    }

    /**
     * What a rendered file of this format refers to: {@code secret:NAME@VERSION}, and outside of
     * plain files {@code #FORMAT} behind it, so that the value is made harmless for the format
     * before it reaches the node.
     */
    String reference(Format format) {
      return new SecretText(reference(), format).text();
    }

    @Override
    public Object plain() {
      return reference();
    }
  }
}
