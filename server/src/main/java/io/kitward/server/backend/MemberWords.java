package io.kitward.server.backend;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a console's own probe says of its members, a line each: {@code member}, certname, service,
 * the time of its newest data in seconds since 1970 (0: none yet), {@code ok} or {@code bad}, and a
 * message that may be empty, separated by tabs. Other lines are passed over. Pure.
 */
final class MemberWords {

  /** Which service on which node. */
  record Name(String certname, String service) {}

  private static final String MEMBER = "member";
  private static final int LONGEST_MESSAGE = 500;

  private MemberWords() {}

  static Map<Name, Sighting.Target> of(String output) {
    var targets = new HashMap<Name, Sighting.Target>();
    output
        .lines()
        .forEach(
            line -> {
              String[] fields = line.split("\t", 6);
              if (fields.length >= 5
                  && fields[0].equals(MEMBER)
                  && fields[3].matches("[0-9]{1,12}")) {
                targets.put(new Name(fields[1], fields[2]), target(fields));
              }
            });
    return targets;
  }

  private static Sighting.Target target(String[] fields) {
    long at = Long.parseLong(fields[3]);
    boolean good = fields[4].equals("ok");
    String message = fields.length > 5 ? fields[5].strip() : "";
    if (message.length() > LONGEST_MESSAGE) {
      message = message.substring(0, LONGEST_MESSAGE) + "…";
    }
    return new Sighting.Target(
        good ? "" : message,
        at == 0
            ? Optional.empty()
            : Optional.of(new Sighting.Sample(good ? 1 : 0, Instant.ofEpochSecond(at))));
  }
}
