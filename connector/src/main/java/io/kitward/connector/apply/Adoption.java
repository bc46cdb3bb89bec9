package io.kitward.connector.apply;

import io.kitward.connector.host.Host;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.Records;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Adopt;
import io.kitward.protocol.InstanceDesired.FileDesired;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out whether a tool was on the node before, with a configuration of its own, and what would
 * become of that. Changes nothing.
 */
final class Adoption {

  private final Host host;
  private final Records records;

  Adoption(Host host, Records records) {
    this.host = host;
    this.records = records;
  }

  /**
   * What Kitward would change of a configuration that is not its own, line by line; empty when a
   * person need not be asked.
   *
   * @param begun whether the service was carried out, or begun, before
   */
  List<String> difference(InstanceDesired desired, Seen seen, boolean begun) {
    if (begun || desired.conduct().adopt() == Adopt.TAKE || !there(desired, seen)) {
      return List.of();
    }
    var lines = new ArrayList<String>();
    for (FileDesired file : desired.files()) {
      var now = seen.files().get(file.path());
      boolean whole = file.insertAfter().isEmpty();
      if (now == null || !whole || ours(file.path(), now.digest())) {
        continue;
      }
      String text = new String(now.content(), StandardCharsets.UTF_8);
      // Secrets stay references: the difference is shown to people.
      if (!text.equals(file.content()) && !host.packages().pristine(file.path(), now.content())) {
        lines.addAll(LineDifference.of(file.path(), text, file.content()));
      }
    }
    return lines;
  }

  /**
   * Whether Kitward has begun with the service, by its record: it wrote something, or what is
   * installed now was not there before.
   */
  boolean begun(String service) {
    return records.find(service) instanceof Records.Found.Whole(Before before)
        && (!before.written().isEmpty()
            || before.packages().values().stream()
                .anyMatch(was -> !was.status().equals("installed")));
  }

  /** Whether the tool is installed, or runs, already. */
  private static boolean there(InstanceDesired desired, Seen seen) {
    return desired.packages().stream()
            .map(wanted -> seen.packages().get(wanted.name()))
            .anyMatch(known -> known != null && known.installed())
        || desired.units().stream().anyMatch(unit -> seen.unit(unit.name()).active());
  }

  /** Whether what lies there was written by Kitward, for whatever service. */
  private boolean ours(String path, String digest) {
    for (String service : records.services()) {
      if (records.find(service) instanceof Records.Found.Whole(Before before)
          && before.wrote(path, digest)) {
        return true;
      }
    }
    return false;
  }
}
