package io.kitward.server.api.stored;

import io.kitward.selector.Tag;
import io.kitward.server.access.Principal;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.TagEntry;
import io.kitward.server.api.port.TagSets;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.Source;
import io.kitward.server.fleet.TagChange;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What each source says of a node, kept durably before anybody is told. Thread-safe. */
public final class StoredTagSets implements TagSets {

  private final Store store;
  private final Consumer<Key> due;
  private final Runnable happened;
  private final Clock clock;

  public StoredTagSets(Store store, Consumer<Key> due, Runnable happened, Clock clock) {
    this.store = store;
    this.due = due;
    this.happened = happened;
    this.clock = clock;
  }

  @Override
  public Optional<List<TagEntry>> all(String certname) {
    return store.read(
        handle ->
            NodeTable.find(handle, certname)
                .map(
                    node ->
                        TagTable.of(handle, node.id()).stream()
                            .map(
                                set ->
                                    new TagEntry(
                                        set.tag().toString(),
                                        set.source().text(),
                                        set.source().trust(),
                                        set.setBy(),
                                        set.setAt()))
                            .toList()));
  }

  @Override
  public Optional<SortedSet<Tag>> of(String certname, String source) {
    return store.read(
        handle ->
            NodeTable.find(handle, certname)
                .map(node -> TagTable.of(handle, node.id(), new Source(source)).tags()));
  }

  private record Changed(Node node, TagChange change) {}

  @Override
  public SortedSet<Tag> change(
      String certname, String source, UnaryOperator<SortedSet<Tag>> decide, Actor actor) {
    Instant now = clock.instant();
    Changed changed =
        store.write(handle -> change(handle, certname, new Source(source), decide, actor, now));
    if (changed.change().changed()) {
      due.accept(new Key.NodeKey(changed.node().id()));
      happened.run();
    }
    return changed.change().after().tags();
  }

  private static Changed change(
      Handle handle,
      String certname,
      Source source,
      UnaryOperator<SortedSet<Tag>> decide,
      Actor actor,
      Instant now) {
    String issuer = actor.principal() instanceof Principal.NodePrincipal node ? node.issuer() : "";
    Node node = NodeTable.findOrCreate(handle, certname, issuer, now);
    NodeTable.lock(handle, node.id());
    SortedSet<Tag> before = TagTable.of(handle, node.id(), source).tags();
    SortedSet<Tag> wanted = decide.apply(new TreeSet<>(before));
    String by = actor.principal().display();
    TagChange change = TagTable.replace(handle, node.id(), source, wanted, by, now);
    if (change.changed()) {
      String words = words(change);
      EventTable.add(
          handle, now, node.id(), "", "tags", source.text() + " (" + by + "): " + words, 0);
      AuditTable.add(
          handle,
          new AuditEntry(
              now,
              by,
              actor.principal() instanceof Principal.NodePrincipal ? "node" : "people",
              "write-tags",
              "node/" + certname + "/tags/" + source.text(),
              "done",
              Map.of("change", words, "request", actor.requestId())));
    }
    return new Changed(node, change);
  }

  private static String words(TagChange change) {
    return change.added().stream().map(tag -> "+" + tag).collect(Collectors.joining(" "))
        + (change.added().isEmpty() || change.removed().isEmpty() ? "" : " ")
        + change.removed().stream().map(tag -> "-" + tag).collect(Collectors.joining(" "));
  }
}
