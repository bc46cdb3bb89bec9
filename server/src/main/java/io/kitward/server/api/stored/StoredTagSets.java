package io.kitward.server.api.stored;

import io.kitward.policy.SourcedTag;
import io.kitward.selector.Tag;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.TagEntry;
import io.kitward.server.api.port.TagLease;
import io.kitward.server.api.port.TagSets;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.SetTag;
import io.kitward.server.fleet.Source;
import io.kitward.server.fleet.TagChange;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.store.GroupCommit;
import io.kitward.server.store.Store;
import io.kitward.server.vouch.Declaration;
import io.kitward.server.vouch.DeclarationTable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What each source says of a node, kept durably before anybody is told. Thread-safe. */
public final class StoredTagSets implements TagSets {

  /** How many requests share a transaction when many come at the same moment. */
  private static final int TOGETHER = 128;

  private final Store store;
  private final Supplier<Policy> policy;
  private final Consumer<Key> due;
  private final Runnable happened;
  private final Clock clock;
  private final GroupCommit<TagWrites.Change, TagWrites.Answer> writes;

  public StoredTagSets(
      Store store, Supplier<Policy> policy, Consumer<Key> due, Runnable happened, Clock clock) {
    this.store = store;
    this.policy = policy;
    this.due = due;
    this.happened = happened;
    this.clock = clock;
    this.writes =
        new GroupCommit<>(
            changes -> store.write(handle -> TagWrites.write(handle, changes)), TOGETHER);
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public Optional<List<TagEntry>> all(String certname) {
    Instant now = clock.instant();
    return store.read(
        handle ->
            NodeTable.find(handle, certname)
                .map(
                    node -> {
                      List<SourcedTag> set =
                          TagTable.of(handle, node.id()).stream().map(SetTag::sourced).toList();
                      return TagEntries.of(
                          policy.get().effective(certname, set, node.facts(), now),
                          Optional.ofNullable(
                                  DeclarationTable.of(handle, List.of(node.id())).get(node.id()))
                              .flatMap(Declaration::shown));
                    }));
  }

  @Override
  public Optional<SortedSet<Tag>> of(String certname, String source) {
    return store.read(
        handle ->
            NodeTable.find(handle, certname)
                .map(node -> TagTable.of(handle, node.id(), new Source(source)).tags()));
  }

  @Override
  public List<SourceSaying> everywhere(String source, String after, int limit) {
    return store.read(
        handle ->
            TagTable.everywhere(handle, new Source(source), after, limit).entrySet().stream()
                .map(
                    said ->
                        new SourceSaying(
                            said.getKey(), said.getValue().stream().map(Tag::toString).toList()))
                .toList());
  }

  @Override
  public SortedSet<Tag> change(
      String certname,
      String source,
      UnaryOperator<SortedSet<Tag>> decide,
      Optional<TagLease> lease,
      Actor actor) {
    var change =
        new TagWrites.Change(certname, new Source(source), decide, lease, actor, clock.instant());
    return switch (writes.submit(change)) {
      case TagWrites.Answer.Done(UUID node, TagChange done) -> {
        if (done.changed()) {
          due.accept(new Key.NodeKey(node));
          happened.run();
        }
        yield done.after().tags();
      }
      case TagWrites.Answer.Refused(RuntimeException reason) -> throw reason;
    };
  }
}
