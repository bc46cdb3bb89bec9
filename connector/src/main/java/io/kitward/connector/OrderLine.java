package io.kitward.connector;

import io.kitward.connector.control.Order;
import io.kitward.connector.control.Orders;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Reads the arguments of {@code suspend} and {@code resume}. Pure. */
final class OrderLine {

  private static final Duration USUAL = Duration.ofHours(1);

  private OrderLine() {}

  /**
   * Reads them.
   *
   * @param by who asks, in words
   * @throws IllegalArgumentException when they are not understood, with the reason
   */
  static Order read(Order.Verb verb, List<String> arguments, String by, Instant now) {
    String service = "";
    boolean all = false;
    Instant until = null;
    String reason = "";
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--all" -> all = true;
        case "--for" -> until = now.plus(Orders.length(value(arguments, ++i, argument)));
        case "--until" -> until = instant(value(arguments, ++i, argument));
        case "--reason" -> reason = value(arguments, ++i, argument);
        default -> {
          if (argument.startsWith("-") || !service.isEmpty()) {
            throw new IllegalArgumentException("\"" + argument + "\" is not understood here");
          }
          service = argument;
        }
      }
    }
    if (all == !service.isEmpty()) {
      throw new IllegalArgumentException("name one service, or say --all");
    }
    return switch (verb) {
      case SUSPEND -> new Order(verb, service, until == null ? now.plus(USUAL) : until, by, reason);
      case RESUME -> new Order(verb, service, null, by, reason);
    };
  }

  private static String value(List<String> arguments, int at, String option) {
    if (at >= arguments.size()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return arguments.get(at);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no point in time; write it as 2026-01-31T18:00:00Z", e);
    }
  }
}
