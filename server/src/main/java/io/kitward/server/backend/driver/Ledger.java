package io.kitward.server.backend.driver;

import io.kitward.server.desired.WantedHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A console's records beside what it shall have. Pure.
 *
 * @param kept how many records are as they shall be
 * @param missing nodes that it shall have and doesn't
 * @param differing nodes whose record differs, or that something is in the way of
 * @param orphans records with Kitward's mark that no node stands behind
 * @param duplicates records of one name or one mark
 * @param adoptable strangers that look like a node
 * @param strangers records that are not Kitward's and look like no node; the first by name
 * @param strangersInAll how many there are
 */
public record Ledger(
    int kept,
    List<Entry> missing,
    List<Entry> differing,
    List<Entry> orphans,
    List<Entry> duplicates,
    List<Adoptable> adoptable,
    List<Entry> strangers,
    int strangersInAll) {

  /** So many strangers are listed at most. */
  public static final int STRANGERS = 200;

  /**
   * One line.
   *
   * @param id the console's own; empty for what it doesn't have
   * @param name as the console calls it, else the node's
   * @param note what there is to say, in words; may be empty
   */
  public record Entry(String id, String name, String note) {}

  /**
   * A stranger that may be taken over.
   *
   * @param node the certname of the node that it looks like
   * @param by {@code name} or {@code address}
   */
  public record Adoptable(String node, String id, String name, String address, String by) {}

  /** One node's record as it shall be. */
  public record Line(UUID node, HostDifference.Known known) {}

  /** Compares. */
  public static Ledger of(HostDifference difference, List<Line> lines, List<SeenHost> seen) {
    var making = new Making(difference, seen);
    lines.forEach(making::add);
    return making.ledger(lines);
  }

  private static final class Making {
    private final HostDifference difference;
    private final List<SeenHost> seen;
    private final Records records;
    private final Map<String, List<SeenHost>> strangersByName = new HashMap<>();
    private final Map<String, List<SeenHost>> strangersByAddress = new HashMap<>();
    private final List<Entry> missing = new ArrayList<>();
    private final List<Entry> differing = new ArrayList<>();
    private final List<Adoptable> adoptable = new ArrayList<>();
    private final Set<String> alike = new HashSet<>();
    private int kept;

    Making(HostDifference difference, List<SeenHost> seen) {
      this.difference = difference;
      this.seen = seen;
      this.records = Records.of(seen);
      for (SeenHost host : seen) {
        if (host.node().isEmpty()) {
          strangersByName
              .computeIfAbsent(host.name().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
              .add(host);
          if (!host.address().isEmpty()) {
            strangersByAddress.computeIfAbsent(host.address(), _ -> new ArrayList<>()).add(host);
          }
        }
      }
    }

    void add(Line line) {
      Optional<WantedHost> wanted = line.known().wanted();
      List<SeenHost> own = records.marked(line.node());
      if (wanted.isEmpty()) {
        own.forEach(
            host ->
                differing.add(new Entry(host.id(), host.name(), "no service wants it any more")));
        return;
      }
      if (own.isEmpty()) {
        missing.add(new Entry("", wanted.get().name(), ""));
        adoptable(wanted.get());
        return;
      }
      HostDifference.Verdict verdict =
          difference.of(line.known(), records.candidates(line.node(), line.known()));
      String note =
          verdict.obstacle().isEmpty() ? String.join(", ", verdict.drift()) : verdict.obstacle();
      if (verdict.changes().isEmpty() && note.isEmpty()) {
        kept++;
      } else {
        differing.add(
            new Entry(
                own.getFirst().id(),
                own.getFirst().name(),
                note.isEmpty() ? "what it shall be has changed" : note));
      }
    }

    private void adoptable(WantedHost wanted) {
      strangersByName
          .getOrDefault(wanted.name().toLowerCase(Locale.ROOT), List.of())
          .forEach(host -> adoptable(wanted, host, "name"));
      strangersByAddress
          .getOrDefault(wanted.address(), List.of())
          .forEach(host -> adoptable(wanted, host, "address"));
    }

    private void adoptable(WantedHost wanted, SeenHost host, String by) {
      if (alike.add(host.id())) {
        adoptable.add(new Adoptable(wanted.name(), host.id(), host.name(), host.address(), by));
      }
    }

    Ledger ledger(List<Line> lines) {
      Set<UUID> known = lines.stream().map(Line::node).collect(Collectors.toSet());
      List<Entry> orphans =
          seen.stream()
              .filter(host -> host.node().map(node -> !known.contains(node)).orElse(false))
              .map(host -> new Entry(host.id(), host.name(), "marked " + host.node().orElseThrow()))
              .sorted(Comparator.comparing(Entry::name))
              .toList();
      List<SeenHost> strangers =
          seen.stream()
              .filter(host -> host.node().isEmpty() && !alike.contains(host.id()))
              .sorted(Comparator.comparing(SeenHost::name).thenComparing(SeenHost::id))
              .toList();
      return new Ledger(
          kept,
          missing,
          differing,
          orphans,
          duplicates(),
          adoptable,
          strangers.stream()
              .limit(STRANGERS)
              .map(host -> new Entry(host.id(), host.name(), host.address()))
              .toList(),
          strangers.size());
    }

    private List<Entry> duplicates() {
      var duplicates = new ArrayList<Entry>();
      var byName = new TreeMap<String, List<SeenHost>>();
      seen.forEach(
          host ->
              byName
                  .computeIfAbsent(host.name().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                  .add(host));
      byName.values().stream()
          .filter(same -> same.size() > 1)
          .forEach(
              same ->
                  same.forEach(
                      host ->
                          duplicates.add(
                              new Entry(
                                  host.id(), host.name(), same.size() + " hosts have this name"))));
      records.marked().stream()
          .filter(same -> same.stream().map(SeenHost::name).distinct().count() > 1)
          .forEach(
              same ->
                  same.forEach(
                      host ->
                          duplicates.add(
                              new Entry(
                                  host.id(),
                                  host.name(),
                                  "one of " + same.size() + " with the mark of one node"))));
      return duplicates;
    }
  }
}
