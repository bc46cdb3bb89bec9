package io.kitward.connector;

import io.kitward.connector.apply.Outlook;
import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.InstanceObserved.Stance;
import java.util.Locale;

/** What {@code kitward-connector status} says. Pure. */
final class StatusText {

  private StatusText() {}

  static String of(Service.Status status) {
    var text = new StringBuilder();
    text.append("server      ").append(status.server()).append('\n');
    text.append("connection  ").append(status.connection()).append('\n');
    for (InstanceObserved instance : status.instances()) {
      text.append('\n');
      instance(text, instance, outlook(status, instance.service()));
    }
    if (!status.instances().isEmpty()) {
      text.append(
          "\nTo work on a service without Kitward: kitward-connector suspend SERVICE --for 2h\n");
    }
    return text.toString();
  }

  private static Outlook outlook(Service.Status status, String service) {
    return status.outlooks().getOrDefault(service, new Outlook("", java.util.List.of()));
  }

  private static void instance(StringBuilder text, InstanceObserved instance, Outlook outlook) {
    text.append(instance.service()).append("  ");
    text.append(instance.state().name().toLowerCase(Locale.ROOT)).append('\n');
    line(text, "Kitward", does(instance.stance()));
    if (!outlook.next().isEmpty()) {
      line(text, "next", outlook.next());
    }
    for (Condition condition : instance.conditions()) {
      line(
          text,
          condition.type().word(),
          condition.status().word()
              + (condition.status() == Condition.Status.TRUE ? "" : " " + condition.reason())
              + (condition.message().isEmpty() ? "" : ": " + condition.message()));
    }
    instance.drift().forEach(one -> line(text, "differs", one));
    instance.leftovers().forEach(one -> line(text, "kept", one));
    outlook.lately().forEach(one -> line(text, "lately", one));
  }

  private static void line(StringBuilder text, String name, String words) {
    text.append("  ").append(name);
    text.append(" ".repeat(Math.max(1, 12 - name.length()))).append(words).append('\n');
  }

  /** What Kitward does about it. */
  private static String does(Stance stance) {
    String gaveUp = stance.gaveUp();
    String does =
        switch (stance.mode()) {
          case ENFORCE -> "keeps it as desired: what differs is mended at once";
          case OBSERVE -> "only observes it, by " + stance.by() + ": nothing is changed";
          case SUSPENDED ->
              "changes nothing"
                  + (stance.until() == null ? "" : " until " + stance.until())
                  + ": suspended by "
                  + stance.by()
                  + (stance.reason().isEmpty() ? "" : " (" + stance.reason() + ")");
        };
    return gaveUp.isEmpty() ? does : "has given up: " + gaveUp;
  }
}
