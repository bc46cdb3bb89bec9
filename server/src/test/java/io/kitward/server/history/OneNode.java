package io.kitward.server.history;

import io.kitward.selector.Tag;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/** A node whose life a test writes down. */
record OneNode(Store store, UUID id, String certname) {

  static OneNode made(Store store, String certname, Instant now) {
    return new OneNode(
        store,
        store.write(handle -> NodeTable.findOrCreate(handle, certname, "", now)).id(),
        certname);
  }

  /** The exporter comes into a phase; wanted since the given moment. */
  void phase(String phase, Instant wanted, Instant now) {
    store.change(
        handle ->
            HistoryWrites.changed(
                handle,
                List.of(
                    new HistoryWrites.InstanceNow(
                        id,
                        "exporter",
                        true,
                        phase,
                        phase.equals("failed") ? "Running: Stopped" : "",
                        wanted,
                        phase.equals("ok"))),
                now));
  }

  void gone(Instant now) {
    store.change(handle -> HistoryWrites.gone(handle, List.of(Map.entry(id, "exporter")), now));
  }

  void tags(Instant now, String... tags) {
    var set = new TreeSet<Tag>();
    for (String tag : tags) {
      set.add(Tag.parse(tag));
    }
    store.change(
        handle ->
            HistoryWrites.seen(
                handle, Map.of(id, new HistoryWrites.NodeNow(set, Map.of("os", "debian"))), now));
  }

  /** Its life as {@code PHASE from-to}, in minutes after a moment; {@code …} for what goes on. */
  List<String> life(Instant zero) {
    return store.read(
        handle ->
            Past.instances(
                    handle, List.of(id), null, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"))
                .stream()
                .map(
                    was ->
                        was.phase().word()
                            + " "
                            + minutes(zero, was.from())
                            + "-"
                            + was.to().map(to -> minutes(zero, to)).orElse("…"))
                .toList());
  }

  private static String minutes(Instant zero, Instant at) {
    return String.valueOf((at.toEpochMilli() - zero.toEpochMilli()) / 60_000.0)
        .replaceAll("\\.0$", "");
  }
}
