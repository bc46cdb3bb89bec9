package io.kitward.server.api.stored;

import io.kitward.selector.Tag;
import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.api.port.Actor;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.Source;
import io.kitward.server.vouch.Declaration;
import io.kitward.server.vouch.DeclarationTable;
import io.kitward.server.vouch.Declared;
import io.kitward.server.vouch.PuppetAuthority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Declarations that share one transaction: each sees what those before it left, in as few
 * statements for many as for one.
 */
final class DeclarationWrites {

  /** A node's Puppet declares something. */
  record Change(
      NodePrincipal node,
      Declared declared,
      Optional<PuppetAuthority> authority,
      Consumer<String> precondition,
      Actor actor,
      Instant now) {}

  /** What became of it. */
  sealed interface Answer {
    /**
     * It is durable; {@code changed} when the node is to be looked at.
     *
     * @param present what is declared there since, and what of it is there
     */
    record Kept(UUID node, boolean changed, DeclarationTable.Present present) implements Answer {}

    /** It is not believed. */
    record Refused(String why) implements Answer {}

    /** It was ended by this. */
    record Failed(RuntimeException reason) implements Answer {}
  }

  private static final Source PUPPET = new Source("puppet");

  private final Handle handle;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<UUID, Declaration> before = new HashMap<>();
  private final Map<UUID, Declaration> after = new LinkedHashMap<>();
  private final Map<UUID, Instant> proven = new LinkedHashMap<>();
  private final Set<UUID> touched = new HashSet<>();
  private final List<TagWrites.Change> tags = new ArrayList<>();

  private DeclarationWrites(Handle handle) {
    this.handle = handle;
  }

  static List<Answer> write(Handle handle, List<Change> changes) {
    return new DeclarationWrites(handle).write(changes);
  }

  private List<Answer> write(List<Change> changes) {
    NodeTable.lockNamed(
            handle, changes.stream().map(it -> it.node().certname()).collect(Collectors.toSet()))
        .forEach(node -> nodes.put(node.certname(), node));
    before.putAll(DeclarationTable.of(handle, nodes.values().stream().map(Node::id).toList()));
    List<Answer> answers = new ArrayList<>();
    for (Change change : changes) {
      try {
        answers.add(answer(change));
      } catch (RuntimeException e) {
        answers.add(new Answer.Failed(e));
      }
    }
    Set<UUID> changed = new HashSet<>(touched);
    for (TagWrites.Answer answer : TagWrites.write(handle, nodes, tags)) {
      switch (answer) {
        case TagWrites.Answer.Done done -> {
          if (done.change().changed()) {
            changed.add(done.node());
          }
        }
        case TagWrites.Answer.Refused refused -> throw refused.reason();
      }
    }
    if (!changes.isEmpty()) {
      DeclarationTable.put(handle, after, changes.getLast().now());
    }
    DeclarationTable.prove(handle, proven);
    NodeTable.touched(handle, touched);
    return answers.stream()
        .map(
            answer ->
                answer instanceof Answer.Kept kept
                    ? new Answer.Kept(kept.node(), changed.contains(kept.node()), kept.present())
                    : answer)
        .toList();
  }

  private Answer answer(Change change) {
    Node node = node(change);
    Declaration known =
        after.getOrDefault(node.id(), before.getOrDefault(node.id(), Declaration.NONE));
    change.precondition().accept(known.entityTag());
    Declared.Outcome outcome =
        change
            .declared()
            .judge(change.node().certname(), change.authority(), known.issuedAt(), change.now());
    SortedSet<Tag> present = new TreeSet<>();
    switch (outcome) {
      case Declared.Outcome.Refused(String why) -> {
        return new Answer.Refused(why);
      }
      case Declared.Outcome.Shown(String why) -> show(node, known, change, why);
      case Declared.Outcome.Applied applied -> {
        apply(node, known, change, applied);
        present.addAll(applied.proven());
        present.addAll(applied.selfAsserted());
      }
    }
    return new Answer.Kept(
        node.id(),
        false,
        new DeclarationTable.Present(after.getOrDefault(node.id(), known), present, List.of()));
  }

  private Node node(Change change) {
    String certname = change.node().certname();
    Node known = nodes.get(certname);
    if (known == null || !known.issuer().equals(change.node().issuer())) {
      Node found = NodeTable.findOrCreate(handle, certname, change.node().issuer(), change.now());
      known = NodeTable.lock(handle, found.id()).orElseThrow();
      nodes.put(certname, known);
    }
    return known;
  }

  /** Keeps it for people to see; all else stays as it is. */
  private void show(Node node, Declaration known, Change change, String why) {
    var shown =
        new Declaration.Shown(
            change.declared().environment(),
            new TreeSet<>(change.declared().tags().keySet()),
            change.declared().assigned(),
            why);
    if (!known.shown().equals(Optional.of(shown))) {
      after.put(
          node.id(),
          new Declaration(
              known.revision() + 1,
              known.environment(),
              known.issuedAt(),
              known.provenUntil(),
              known.selfAsserted(),
              known.services(),
              Optional.of(shown)));
    }
  }

  private void apply(
      Node node, Declaration known, Change change, Declared.Outcome.Applied applied) {
    tags.add(tagChange(change, PUPPET, _ -> applied.proven()));
    if (!known.selfAsserted().isEmpty() || !applied.selfAsserted().isEmpty()) {
      // Of the node's own tags only those are Puppet's that its last declaration put there.
      tags.add(
          tagChange(
              change,
              Source.NODE,
              present -> {
                SortedSet<Tag> next = new TreeSet<>(present);
                next.removeAll(known.selfAsserted());
                next.addAll(applied.selfAsserted());
                return next;
              }));
    }
    Optional<Instant> issuedAt = applied.issuedAt().or(known::issuedAt);
    Optional<Instant> until =
        change
            .authority()
            .flatMap(authority -> issuedAt.map(issued -> issued.plus(authority.proofLife())));
    var next =
        new Declaration(
            known.revision(),
            change.declared().environment(),
            issuedAt,
            until,
            applied.selfAsserted(),
            applied.services(),
            Optional.empty());
    if (!next.equals(known)) {
      after.put(
          node.id(),
          new Declaration(
              known.revision() + 1,
              next.environment(),
              next.issuedAt(),
              next.provenUntil(),
              next.selfAsserted(),
              next.services(),
              next.shown()));
    }
    until.ifPresent(end -> prove(node, known, change.now(), end));
    if (!next.services().equals(known.services())) {
      touched.add(node.id());
    }
  }

  private void prove(Node node, Declaration known, Instant now, Instant until) {
    proven.put(node.id(), until);
    boolean lapsed = known.provenUntil().map(end -> !now.isBefore(end)).orElse(false);
    if (lapsed && now.isBefore(until)) {
      // What was worth the node's own word only counts in full again.
      touched.add(node.id());
    }
  }

  private static TagWrites.Change tagChange(
      Change change, Source source, UnaryOperator<SortedSet<Tag>> decide) {
    return new TagWrites.Change(
        change.node().certname(), source, decide, Optional.empty(), change.actor(), change.now());
  }
}
