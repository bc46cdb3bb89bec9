package io.kitward.connector.apply;

import io.kitward.protocol.NodeEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What will be done for a service next, and what was done lately; for people.
 *
 * @param next empty when nothing waits
 * @param lately the last events, newest last, a line each
 */
public record Outlook(String next, List<String> lately) {

  static final Outlook EMPTY = new Outlook("", List.of());
  private static final int LINES = 6;

  Outlook then(String what) {
    return new Outlook(what, lately);
  }

  Outlook after(NodeEvent event) {
    var lines = new ArrayList<>(lately);
    lines.add(
        event.at().truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
            + " "
            + event.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + ": "
            + event.message());
    return new Outlook(
        next, List.copyOf(lines.subList(Math.max(0, lines.size() - LINES), lines.size())));
  }
}
