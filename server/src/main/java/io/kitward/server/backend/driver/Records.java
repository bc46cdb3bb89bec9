package io.kitward.server.backend.driver;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What a console was seen to have, to be found by node, by name and by its own id. Pure. */
public final class Records {
  private final Map<UUID, List<SeenHost>> marked = new HashMap<>();
  private final Map<String, List<SeenHost>> strangers = new HashMap<>();
  private final Map<String, SeenHost> byId = new HashMap<>();

  private Records() {}

  /** Sorts what was seen. */
  public static Records of(Collection<SeenHost> seen) {
    var records = new Records();
    for (SeenHost host : seen) {
      records.byId.put(host.id(), host);
      host.node()
          .map(node -> records.marked.computeIfAbsent(node, _ -> new ArrayList<>()))
          .orElseGet(() -> records.strangers.computeIfAbsent(host.name(), _ -> new ArrayList<>()))
          .add(host);
    }
    return records;
  }

  /** Those with a node's mark; more than one where a person cloned it, or two servers made it. */
  public List<SeenHost> marked(UUID node) {
    return List.copyOf(marked.getOrDefault(node, List.of()));
  }

  /** Those that can be a node's: its mark, a stranger of its name, and the one to be taken over. */
  public List<SeenHost> candidates(UUID node, HostDifference.Known known) {
    return Stream.of(
            marked(node).stream(),
            known.wanted().stream()
                .flatMap(host -> strangers.getOrDefault(host.name(), List.of()).stream()),
            Optional.ofNullable(byId.get(known.adopt())).stream())
        .flatMap(found -> found)
        .distinct()
        .toList();
  }

  /** Those with the mark of one node, for each node of which there is one. */
  Collection<List<SeenHost>> marked() {
    return marked.values();
  }
}
