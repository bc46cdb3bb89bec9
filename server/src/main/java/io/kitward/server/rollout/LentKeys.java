package io.kitward.server.rollout;

import io.kitward.policy.Member;
import io.kitward.policy.SecretText;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.fleet.Node;
import io.kitward.server.store.NodeKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * The keys of other nodes that a console's own node is lent, since those nodes register in it with
 * them; and that each was lent, once, in the audit trail. Thread-safe.
 */
final class LentKeys {

  /** What was noted and need not be asked of the store again, by node. */
  private final Map<UUID, Lent> noted = new ConcurrentHashMap<>();

  /**
   * Keys by console, as their references.
   *
   * @param byConsole never with an empty set
   */
  record Lent(Map<String, Set<String>> byConsole) {
    static final Lent NONE = new Lent(Map.of());

    Lent {
      byConsole = Map.copyOf(byConsole);
    }

    Set<String> references() {
      if (byConsole.isEmpty()) {
        return Set.of();
      }
      Set<String> references = new HashSet<>();
      byConsole.values().forEach(references::addAll);
      return references;
    }

    private Lent without(Lent known) {
      Map<String, Set<String>> more = new HashMap<>();
      byConsole.forEach(
          (console, references) -> {
            Set<String> rest = new TreeSet<>(references);
            rest.removeAll(known.byConsole.getOrDefault(console, Set.of()));
            if (!rest.isEmpty()) {
              more.put(console, rest);
            }
          });
      return new Lent(more);
    }
  }

  /**
   * What a node is lent: a key to which its own configuration refers, and that a member registers
   * with, of this very service on this very node, in a console that is on the node by the documents
   * in force. Pure.
   *
   * @param members what registers in consoles on this node, by console
   * @param inForce the consoles on this node by the documents in force
   * @param secrets what the node's configuration refers to, as {@code secret:NAME@VERSION#FORMAT}
   */
  static Lent of(
      Map<String, List<Member>> members, Collection<String> inForce, Collection<String> secrets) {
    if (members.isEmpty()) {
      return Lent.NONE;
    }
    Set<String> named = new HashSet<>();
    secrets.forEach(text -> SecretText.parse(text).ifPresent(it -> named.add(it.reference())));
    Map<String, Set<String>> lent = new TreeMap<>();
    members.forEach(
        (console, all) -> {
          Set<String> references = new TreeSet<>();
          for (Member member : all) {
            for (Member.Service service : member.services()) {
              service.fields().values().stream()
                  .filter(named::contains)
                  .filter(field -> isKeyOf(field, service.name(), member.certname()))
                  .forEach(references::add);
            }
          }
          if (!references.isEmpty() && inForce.contains(console)) {
            lent.put(console, references);
          }
        });
    return new Lent(lent);
  }

  private static boolean isKeyOf(String field, String service, String certname) {
    Optional<NodeKey> key = NodeKey.parse(field);
    return key.isPresent()
        && key.get().certname().equals(certname)
        && key.get().service().equals(service);
  }

  /** Writes into the audit trail what this node was never lent before; without a read when none. */
  void note(Handle handle, Node node, Lent lent, Instant now) {
    Lent more = lent.without(noted.getOrDefault(node.id(), Lent.NONE));
    more.byConsole()
        .forEach(
            (console, references) ->
                AuditTable.add(
                    handle,
                    fresh(handle, node.id(), console, references, now).stream()
                        .sorted()
                        .map(reference -> entry(node, console, reference, now))
                        .toList()));
  }

  /** What was noted is committed. */
  void noted(UUID node, Lent lent) {
    if (lent.byConsole().isEmpty()) {
      noted.remove(node);
    } else {
      noted.put(node, lent);
    }
  }

  private static List<String> fresh(
      Handle handle, UUID node, String console, Set<String> references, Instant now) {
    return handle
        .createQuery(
            """
            insert into lent_key (node_id, backend, reference, lent_at)
            select :node, :backend, unnest(:references), :now
            on conflict do nothing returning reference
            """)
        .bind("node", node)
        .bind("backend", console)
        .bindArray("references", String.class, references)
        .bind("now", now)
        .mapTo(String.class)
        .list();
  }

  private static AuditEntry entry(Node node, String console, String reference, Instant now) {
    return new AuditEntry(
        now,
        "server",
        "server",
        "lend-key",
        "node/" + node.certname(),
        "done",
        Map.of("console", console, "key", reference));
  }
}
