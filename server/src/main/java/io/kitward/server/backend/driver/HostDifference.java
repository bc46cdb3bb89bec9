package io.kitward.server.backend.driver;

import io.kitward.server.backend.driver.HostChange.Field;
import io.kitward.server.desired.WantedHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What has to be done so that a console has of one node what it shall have. Pure.
 *
 * <p>Ownership is per field and item: what Kitward set last ({@code applied}) and does not want any
 * more goes, what it wants comes, all else stays as people left it.
 */
public final class HostDifference {

  /** What to do where a person changed what Kitward set. */
  public enum Drift {
    /** Put it back. */
    MEND,
    /** Leave it and say so. */
    RESPECT
  }

  /** What becomes of a record whose node wants it no more. */
  public enum Leaving {
    /** It is deleted with its history. */
    DELETE,
    /** It stays with its history and is not watched any more. */
    DISABLE
  }

  /** What a Backend document says of both. */
  public record Conduct(Drift drift, Leaving leaving) {}

  /**
   * What Kitward knows of one node's record.
   *
   * @param wanted empty when it shall go
   * @param applied as last set; empty when it never was
   * @param adopt the console's id of a stranger that a person said is to be taken over; empty: none
   */
  public record Known(Optional<WantedHost> wanted, Optional<WantedHost> applied, String adopt) {}

  /**
   * The verdict.
   *
   * @param changes in their order; empty when nothing is to be done
   * @param drift what a person changed of Kitward's, in words; empty when nothing
   * @param obstacle why the node can't be registered, in words; empty when nothing is in the way
   */
  public record Verdict(List<HostChange> changes, List<String> drift, String obstacle) {
    public Verdict {
      changes = List.copyOf(changes);
      drift = List.copyOf(drift);
    }
  }

  private final HostForm form;
  private final Conduct conduct;

  public HostDifference(HostForm form, Conduct conduct) {
    this.form = form;
    this.conduct = conduct;
  }

  /**
   * Decides for one node.
   *
   * @param seen all records with the node's mark, and strangers with its name
   */
  public Verdict of(Known known, List<SeenHost> seen) {
    try {
      return decided(known, seen);
    } catch (IllegalArgumentException unfit) {
      return new Verdict(List.of(), List.of(), String.valueOf(unfit.getMessage()));
    }
  }

  private Verdict decided(Known known, List<SeenHost> seen) {
    List<SeenHost> ours =
        seen.stream()
            .filter(host -> host.node().isPresent())
            .sorted(Comparator.comparingLong(HostDifference::age).thenComparing(SeenHost::id))
            .toList();
    if (known.wanted().isEmpty()) {
      Optional<String> name = known.applied().map(WantedHost::name);
      return new Verdict(
          ours.stream()
              .filter(host -> name.map(host.name()::equals).orElse(true) || ours.size() == 1)
              .flatMap(this::leave)
              .toList(),
          List.of(),
          "");
    }
    WantedHost wanted = known.wanted().get();
    if (ours.isEmpty()) {
      return missing(known, wanted, seen);
    }
    // A record that a person cloned carries the mark too, and has another name.
    List<SeenHost> named = ours.stream().filter(host -> host.name().equals(wanted.name())).toList();
    List<SeenHost> clones =
        ours.stream()
            .filter(host -> !host.name().equals(wanted.name()))
            .skip(named.isEmpty() ? 1 : 0)
            .toList();
    Verdict verdict =
        kept(known, wanted, named.isEmpty() ? ours.getFirst() : named.getFirst(), seen);
    // Two of one name come from two servers at the same moment.
    Stream<HostChange> twins =
        named.stream().skip(1).map(twin -> new HostChange.Remove(twin, wanted.node()));
    return new Verdict(
        Stream.concat(twins, verdict.changes().stream()).toList(),
        Stream.concat(
                verdict.drift().stream(),
                clones.stream()
                    .map(clone -> clone.name() + " is a clone of its host, and left alone"))
            .toList(),
        verdict.obstacle());
  }

  /** Consoles that count their records show which of two was there first. */
  private static long age(SeenHost host) {
    return host.id().matches("[0-9]{1,18}") ? Long.parseLong(host.id()) : 0;
  }

  private Stream<HostChange> leave(SeenHost host) {
    var node = host.node().orElseThrow();
    if (conduct.leaving() == Leaving.DELETE) {
      return Stream.of(new HostChange.Remove(host, node));
    }
    return host.enabled() ? Stream.of(new HostChange.Disable(host, node)) : Stream.empty();
  }

  private Verdict missing(Known known, WantedHost wanted, List<SeenHost> seen) {
    Optional<SeenHost> adopted =
        seen.stream()
            .filter(host -> !known.adopt().isEmpty() && host.id().equals(known.adopt()))
            .findFirst();
    if (adopted.isPresent()) {
      return kept(known, wanted, adopted.get(), seen);
    }
    if (seen.stream().anyMatch(host -> host.name().equals(wanted.name()))) {
      return new Verdict(
          List.of(),
          List.of(),
          "a host of the name "
              + wanted.name()
              + " is there already and was not made by Kitward: it is left alone. See kitward backend"
              + " check, and have it taken over with kitward backend adopt");
    }
    if (known.applied().isPresent() && conduct.drift() == Drift.RESPECT) {
      return new Verdict(
          List.of(),
          List.of("the host was deleted in the console"),
          "a person deleted the host in the console, and its Backend document says that such"
              + " changes are respected");
    }
    return new Verdict(
        List.of(new HostChange.Create(wanted)),
        known.applied().isPresent() ? List.of("the host was deleted in the console") : List.of(),
        "");
  }

  private Verdict kept(Known known, WantedHost wanted, SeenHost seen, List<SeenHost> all) {
    SeenHost want = form.expected(wanted);
    SeenHost had = known.applied().map(form::expected).orElse(SeenHost.stranger("", "", ""));
    boolean first = known.applied().isEmpty();
    boolean respect = conduct.drift() == Drift.RESPECT;
    var drift = new ArrayList<String>();
    var merge = new Merge(respect, drift);

    String name = merge.value("name", had.name(), want.name(), seen.name(), first);
    String address = merge.value("address", had.address(), want.address(), seen.address(), first);
    SortedSet<String> groups = merge.items("group", had.groups(), want.groups(), seen.groups());
    SortedSet<String> templates =
        merge.items("template", had.templates(), want.templates(), seen.templates());
    SortedMap<String, String> labels =
        merge.entries("label", had.labels(), want.labels(), seen.labels());
    SortedMap<String, String> variables =
        merge.entries("variable", had.variables(), want.variables(), seen.variables());
    SortedMap<String, SortedMap<String, String>> services =
        merge.entries("service", had.services(), want.services(), seen.services());
    boolean enabled = seen.enabled() || first || !respect;
    if (!seen.enabled() && !first) {
      drift.add("the host was disabled");
    }
    var after =
        new SeenHost(
            seen.id(),
            Optional.of(wanted.node()),
            name,
            address,
            groups,
            templates,
            labels,
            variables,
            services,
            enabled);
    Set<Field> fields = fields(seen, after);
    if (!form.secrets(wanted).equals(known.applied().map(form::secrets).orElse(new TreeMap<>()))) {
      fields.add(Field.SECRETS);
    }
    if (fields.contains(Field.NAME)
        && all.stream()
            .anyMatch(other -> other.name().equals(name) && !other.id().equals(seen.id()))) {
      return new Verdict(
          List.of(),
          drift,
          "its host is called " + seen.name() + " and another one has the name " + name);
    }
    return new Verdict(
        fields.isEmpty() ? List.of() : List.of(new HostChange.Update(seen, after, wanted, fields)),
        drift,
        "");
  }

  private static Set<Field> fields(SeenHost seen, SeenHost after) {
    Set<Field> fields = EnumSet.noneOf(Field.class);
    add(fields, Field.MARK, seen.node(), after.node());
    add(fields, Field.NAME, seen.name(), after.name());
    add(fields, Field.ADDRESS, seen.address(), after.address());
    add(fields, Field.GROUPS, seen.groups(), after.groups());
    add(fields, Field.TEMPLATES, seen.templates(), after.templates());
    add(fields, Field.LABELS, seen.labels(), after.labels());
    add(fields, Field.VARIABLES, seen.variables(), after.variables());
    add(fields, Field.SERVICES, seen.services(), after.services());
    add(fields, Field.ENABLED, seen.enabled(), after.enabled());
    return fields;
  }

  private static void add(Set<Field> fields, Field field, Object before, Object after) {
    if (!before.equals(after)) {
      fields.add(field);
    }
  }

  /** Three ways: what Kitward had set, what it wants, and what is there. */
  private record Merge(boolean respect, List<String> drift) {

    String value(String what, String had, String want, String seen, boolean first) {
      boolean changedByHand = !first && !seen.equals(had) && !seen.equals(want);
      if (changedByHand) {
        drift.add(what + " is " + seen + " and was set to " + had);
      }
      return changedByHand && respect && had.equals(want) ? seen : want;
    }

    SortedSet<String> items(String what, Set<String> had, Set<String> want, Set<String> seen) {
      var after = new TreeSet<>(seen);
      for (String item : had) {
        if (!want.contains(item)) {
          after.remove(item);
        }
      }
      for (String item : want) {
        boolean removedByHand = had.contains(item) && !seen.contains(item);
        if (removedByHand) {
          drift.add(what + " " + item + " was taken away");
        }
        if (!removedByHand || !respect) {
          after.add(item);
        }
      }
      return after;
    }

    <V> SortedMap<String, V> entries(
        String what, Map<String, V> had, Map<String, V> want, Map<String, V> seen) {
      var after = new TreeMap<>(seen);
      had.forEach(
          (key, value) -> {
            if (!want.containsKey(key) && Objects.equals(seen.get(key), value)) {
              after.remove(key);
            } else if (!want.containsKey(key) && seen.containsKey(key)) {
              drift.add(what + " " + key + " was changed, and is not Kitward's any more");
            }
          });
      want.forEach(
          (key, value) -> {
            V before = had.get(key);
            V now = seen.get(key);
            boolean changedByHand = before != null && !before.equals(now) && !value.equals(now);
            if (changedByHand) {
              drift.add(what + " " + key + (now == null ? " was taken away" : " was changed"));
            }
            boolean left = changedByHand && respect && value.equals(before);
            if (!left) {
              after.put(key, value);
            }
          });
      return after;
    }
  }
}
