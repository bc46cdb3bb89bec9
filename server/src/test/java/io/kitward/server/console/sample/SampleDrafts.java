package io.kitward.server.console.sample;

import io.kitward.server.api.port.Drafts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Drafts in memory. Thread-safe. */
public final class SampleDrafts implements Drafts {
  private final Map<String, Draft> drafts = new ConcurrentSkipListMap<>();

  private static String key(String owner, String kind, String name) {
    return owner + "\n" + kind + "\n" + name;
  }

  @Override
  public Optional<Draft> find(String owner, String kind, String name) {
    return Optional.ofNullable(drafts.get(key(owner, kind, name)));
  }

  @Override
  public List<Draft> of(String owner) {
    return drafts.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(owner + "\n"))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public void save(String owner, String kind, String name, long baseRevision, String text) {
    drafts.put(key(owner, kind, name), new Draft(kind, name, baseRevision, text, Instant.EPOCH));
  }

  @Override
  public void discard(String owner, String kind, String name) {
    drafts.remove(key(owner, kind, name));
  }
}
