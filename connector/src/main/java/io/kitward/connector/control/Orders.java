package io.kitward.connector.control;

import io.kitward.connector.apply.Caretaker;
import io.kitward.connector.state.Treatment.Suspension;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Carries out what a person asks the connector for. Thread-safe. */
public final class Orders {

  /** How long a suspension may last: longer ones belong into a policy. */
  public static final Duration LONGEST = Duration.ofDays(30);

  private static final Pattern LENGTH = Pattern.compile("([0-9]{1,6})([smhd])");

  private final Caretaker caretaker;
  private final Clock clock;

  public Orders(Caretaker caretaker, Clock clock) {
    this.caretaker = caretaker;
    this.clock = clock;
  }

  /** Carries it out, or says why not. */
  public Answer carryOut(Order order) {
    String service = order.service();
    if (!service.isEmpty() && !caretaker.services().contains(service)) {
      return new Answer(
          false,
          "Kitward does not look after a service "
              + service
              + " here; it does after: "
              + String.join(", ", caretaker.services()));
    }
    String what = service.isEmpty() ? "all services" : service;
    return switch (order.verb()) {
      case SUSPEND -> suspend(order, what);
      case RESUME -> {
        caretaker.resume(service);
        yield new Answer(true, what + " is looked after again, from now on");
      }
    };
  }

  private Answer suspend(Order order, String what) {
    Instant now = clock.instant();
    Instant until = order.until();
    if (until == null || !until.isAfter(now)) {
      return new Answer(false, "a suspension needs an end that is yet to come");
    }
    if (until.isAfter(now.plus(LONGEST))) {
      return new Answer(
          false,
          "a suspension lasts "
              + LONGEST.toDays()
              + " days at most; for longer use a policy with mode: observe");
    }
    caretaker.suspend(order.service(), new Suspension(now, until, order.by(), order.reason()));
    return new Answer(
        true,
        "nothing is changed for "
            + what
            + " until "
            + until.truncatedTo(ChronoUnit.SECONDS)
            + "; earlier: kitward-connector resume "
            + (order.service().isEmpty() ? "--all" : order.service()));
  }

  /**
   * Reads how long, for instance {@code 90s}, {@code 30m}, {@code 2h} or {@code 1d}.
   *
   * @throws IllegalArgumentException when it is none of that
   */
  public static Duration length(String text) {
    Matcher matcher = LENGTH.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no length of time; write 30m, 2h or 1d");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
