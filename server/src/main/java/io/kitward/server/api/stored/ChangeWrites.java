package io.kitward.server.api.stored;

import io.kitward.policy.Document;
import io.kitward.policy.DocumentSet;
import io.kitward.selector.Tag;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.DocumentChange;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.desired.DocumentTable;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.fleet.Source;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.plan.Change;
import io.kitward.server.plan.PlannedNode;
import io.kitward.server.plan.TagDelta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** Writes what a change says, in the caller's transaction, with its audit entries and events. */
final class ChangeWrites {

  private static final int TOGETHER = 500;

  private final Handle handle;
  private final Actor actor;
  private final Instant now;
  private long change;

  ChangeWrites(Handle handle, Actor actor, Instant now) {
    this.handle = handle;
    this.actor = actor;
    this.now = now;
  }

  /** Puts a document; nothing is written when it stands as it is. */
  DocumentChange put(Document document) {
    String kind = document.kind().word();
    Optional<DocumentTable.Row> before = DocumentTable.newest(handle, kind, document.name());
    boolean there = before.isPresent() && !before.get().deleted();
    if (there && before.get().digest().equals(document.digest())) {
      return new DocumentChange(
          kind, document.name(), before.get().revision(), DocumentChange.Outcome.UNCHANGED);
    }
    long revision = before.map(DocumentTable.Row::revision).orElse(0L) + 1;
    DocumentTable.add(handle, change(), document, revision, false);
    note("apply-document", kind, document.name(), revision);
    return new DocumentChange(
        kind,
        document.name(),
        revision,
        there ? DocumentChange.Outcome.CHANGED : DocumentChange.Outcome.CREATED);
  }

  /** Deletes a document that is among these. */
  void delete(DocumentSet before, Change.Name name) {
    Document document = before.find(Change.kind(name.kind()), name.name()).orElseThrow();
    long revision =
        DocumentTable.newest(handle, name.kind(), name.name()).orElseThrow().revision() + 1;
    DocumentTable.add(handle, change(), document, revision, true);
    note("delete-document", name.kind(), name.name(), revision);
  }

  private long change() {
    if (change == 0) {
      change = DocumentTable.change(handle, actor.principal().display(), now);
    }
    return change;
  }

  /** Changes the tags of nodes as it was planned. */
  void tags(List<PlannedNode> nodes) {
    List<TagWrites.Change> changes = new ArrayList<>();
    for (PlannedNode node : nodes) {
      for (TagDelta delta : node.tags()) {
        changes.add(
            new TagWrites.Change(
                node.node(),
                new Source(delta.source()),
                present -> {
                  var tags = new TreeSet<>(present);
                  delta.removed().forEach(tag -> tags.remove(Tag.parse(tag)));
                  delta.added().forEach(tag -> tags.add(Tag.parse(tag)));
                  return tags;
                },
                Optional.empty(),
                actor,
                now));
      }
    }
    for (int from = 0; from < changes.size(); from += TOGETHER) {
      for (TagWrites.Answer answer :
          TagWrites.write(
              handle, changes.subList(from, Math.min(from + TOGETHER, changes.size())))) {
        if (answer instanceof TagWrites.Answer.Refused(RuntimeException reason)) {
          throw reason;
        }
      }
    }
  }

  /** Renames a key on nodes; who set its tags, and when, stays. */
  void rename(Change.Rename rename, List<String> certnames) {
    TagTable.rename(handle, rename.from(), rename.to(), certnames);
    audit("rename-tag-key", "tag-key/" + rename.from(), Map.of("to", rename.to()));
    EventTable.addForFleet(
        handle,
        now,
        "tags",
        actor.principal().display()
            + ": the tag key "
            + rename.from()
            + " is "
            + rename.to()
            + " now, on "
            + certnames.size()
            + " nodes"
            + ticket());
  }

  private void note(String action, String kind, String name, long revision) {
    audit(action, "document/" + kind + "/" + name, Map.of("revision", String.valueOf(revision)));
    EventTable.addForFleet(
        handle,
        now,
        "document",
        actor.principal().display()
            + ": "
            + action
            + " "
            + kind
            + "/"
            + name
            + " revision "
            + revision
            + ticket());
  }

  private String ticket() {
    return actor.ticket().isEmpty() ? "" : " (" + actor.ticket() + ")";
  }

  /** Writes down who did it. */
  void audit(String action, String object, Map<String, String> detail) {
    var all = new java.util.TreeMap<>(detail);
    all.put("request", actor.requestId());
    if (!actor.ticket().isEmpty()) {
      all.put("ticket", actor.ticket());
    }
    AuditTable.add(
        handle,
        new AuditEntry(now, actor.principal().display(), "people", action, object, "done", all));
  }
}
