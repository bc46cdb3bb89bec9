package io.kitward.server.api.stored;

import io.kitward.selector.Tag;
import io.kitward.server.access.Principal;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.TagLease;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.fleet.ForeignIssuerException;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.Source;
import io.kitward.server.fleet.TagChange;
import io.kitward.server.fleet.TagSet;
import io.kitward.server.fleet.TagTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Tag requests that share one transaction: each sees what those before it left, in as few
 * statements for many requests as for one.
 */
final class TagWrites {

  /** Somebody changes what one source says of one node. */
  record Change(
      String certname,
      Source source,
      UnaryOperator<SortedSet<Tag>> decide,
      Optional<TagLease> lease,
      Actor actor,
      Instant now) {

    String by() {
      return actor.principal().display();
    }

    boolean fromNode() {
      return actor.principal() instanceof Principal.NodePrincipal;
    }

    String issuer() {
      return actor.principal() instanceof Principal.NodePrincipal node ? node.issuer() : "";
    }
  }

  /** What became of a request. */
  sealed interface Answer {
    /** It is durable, whether or not it changed anything. */
    record Done(UUID node, TagChange change) implements Answer {}

    /** It was refused with this, and nothing of it was written. */
    record Refused(RuntimeException reason) implements Answer {}
  }

  private final Handle handle;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<TagTable.Place, TagSet> before = new HashMap<>();
  private final Map<TagTable.Place, TagSet> after = new LinkedHashMap<>();
  private final Map<TagTable.Place, Change> last = new HashMap<>();
  private final Map<TagTable.Place, Map<Tag, Instant>> ends = new HashMap<>();
  private final List<EventTable.Seen> events = new ArrayList<>();
  private final List<AuditEntry> audit = new ArrayList<>();

  private TagWrites(Handle handle) {
    this.handle = handle;
  }

  static List<Answer> write(Handle handle, List<Change> changes) {
    return new TagWrites(handle).write(changes);
  }

  /**
   * The same for a caller that locked nodes already.
   *
   * @param locked every node that a change is for, by certname, of the issuer that it speaks of
   */
  static List<Answer> write(Handle handle, Map<String, Node> locked, List<Change> changes) {
    var writes = new TagWrites(handle);
    writes.nodes.putAll(locked);
    return writes.write(changes, Map.of());
  }

  private List<Answer> write(List<Change> changes) {
    return write(changes, lock(changes));
  }

  private List<Answer> write(List<Change> changes, Map<Change, RuntimeException> strangers) {
    Set<TagTable.Place> places = new LinkedHashSet<>();
    for (Change change : changes) {
      if (!strangers.containsKey(change)) {
        places.add(place(change));
      }
    }
    before.putAll(TagTable.sets(handle, places));
    List<Answer> answers = new ArrayList<>();
    for (Change change : changes) {
      RuntimeException stranger = strangers.get(change);
      answers.add(stranger == null ? answer(change) : new Answer.Refused(stranger));
    }
    TagTable.replace(handle, replacements());
    places.removeAll(last.keySet());
    if (!changes.isEmpty()) {
      TagTable.heard(handle, places, changes.getLast().now());
    }
    EventTable.add(handle, events);
    AuditTable.add(handle, audit);
    return answers;
  }

  /** Locks the nodes, made where there are none; returns the requests that speak for a stranger. */
  private Map<Change, RuntimeException> lock(List<Change> changes) {
    NodeTable.lockNamed(handle, changes.stream().map(Change::certname).collect(Collectors.toSet()))
        .forEach(node -> nodes.put(node.certname(), node));
    Map<Change, RuntimeException> strangers = new HashMap<>();
    for (Change change : changes) {
      Node known = nodes.get(change.certname());
      if (known != null && (change.issuer().isEmpty() || change.issuer().equals(known.issuer()))) {
        continue;
      }
      try {
        Node node =
            NodeTable.findOrCreate(handle, change.certname(), change.issuer(), change.now());
        nodes.put(change.certname(), NodeTable.lock(handle, node.id()).orElseThrow());
      } catch (ForeignIssuerException e) {
        strangers.put(change, e);
      }
    }
    return strangers;
  }

  private TagTable.Place place(Change change) {
    Node node = nodes.get(change.certname());
    if (node == null) {
      throw new IllegalStateException("the node " + change.certname() + " was not locked");
    }
    return new TagTable.Place(node.id(), change.source());
  }

  private Answer answer(Change change) {
    TagTable.Place place = place(change);
    TagSet now = after.getOrDefault(place, known(place));
    SortedSet<Tag> wanted = new TreeSet<>();
    try {
      wanted.addAll(change.decide().apply(new TreeSet<>(now.tags())));
    } catch (RuntimeException e) {
      return new Answer.Refused(e);
    }
    SortedSet<Tag> added = without(wanted, now.tags());
    SortedSet<Tag> removed = without(now.tags(), wanted);
    boolean leases =
        change
            .lease()
            .map(lease -> lease.tags().stream().anyMatch(tag -> wanted.contains(tag)))
            .orElse(false);
    if (added.isEmpty() && removed.isEmpty() && !leases) {
      return new Answer.Done(place.node(), new TagChange(added, removed, now));
    }
    var next = new TagSet(change.source(), wanted, now.revision() + 1);
    after.put(place, next);
    last.put(place, change);
    lease(place, change, wanted);
    var tagChange = new TagChange(added, removed, next);
    tell(place, change, words(tagChange) + until(change));
    return new Answer.Done(place.node(), tagChange);
  }

  /** Notes when tags end; what a later request takes away or adds anew has no end any more. */
  private void lease(TagTable.Place place, Change change, SortedSet<Tag> wanted) {
    Map<Tag, Instant> own = ends.computeIfAbsent(place, _ -> new HashMap<>());
    own.keySet().retainAll(wanted);
    change
        .lease()
        .ifPresent(
            lease ->
                lease.tags().stream()
                    .filter(tag -> wanted.contains(tag))
                    .forEach(tag -> own.put(tag, lease.expires())));
  }

  private TagSet known(TagTable.Place place) {
    return before.getOrDefault(place, new TagSet(place.source(), new TreeSet<>(), 0));
  }

  /** The difference between before and after, each place once however many requests it had. */
  private List<TagTable.Replacement> replacements() {
    List<TagTable.Replacement> replacements = new ArrayList<>();
    last.forEach(
        (place, change) -> {
          TagSet next = after.getOrDefault(place, known(place));
          SortedSet<Tag> tags = known(place).tags();
          replacements.add(
              new TagTable.Replacement(
                  place,
                  next,
                  without(next.tags(), tags),
                  without(tags, next.tags()),
                  ends.getOrDefault(place, Map.of()),
                  change.by(),
                  change.now()));
        });
    return replacements;
  }

  private void tell(TagTable.Place place, Change change, String words) {
    String message = change.source().text() + " (" + change.by() + "): " + words;
    events.add(new EventTable.Seen(change.now(), place.node(), "", "tags", message, 0));
    audit.add(
        new AuditEntry(
            change.now(),
            change.by(),
            change.fromNode() ? "node" : "people",
            "write-tags",
            "node/" + change.certname() + "/tags/" + change.source().text(),
            "done",
            Map.of("change", words, "request", change.actor().requestId())));
  }

  private static SortedSet<Tag> without(SortedSet<Tag> tags, SortedSet<Tag> others) {
    SortedSet<Tag> rest = new TreeSet<>(tags);
    rest.removeAll(others);
    return rest;
  }

  private static String until(Change change) {
    return change.lease().map(lease -> " until " + lease.expires()).orElse("");
  }

  private static String words(TagChange change) {
    return Stream.concat(
            change.added().stream().map(tag -> "+" + tag),
            change.removed().stream().map(tag -> "-" + tag))
        .collect(Collectors.joining(" "));
  }
}
