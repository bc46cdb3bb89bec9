package io.kitward.server.console.sample;

import io.kitward.selector.Tag;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.TagEntry;
import io.kitward.server.api.port.TagLease;
import io.kitward.server.api.port.TagSets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Tags by source in memory, to be read: the console writes none. Thread-safe. */
public final class SampleTags implements TagSets {
  private final Map<String, List<TagEntry>> entries = new ConcurrentHashMap<>();

  public void put(String certname, List<TagEntry> tags) {
    entries.put(certname, List.copyOf(tags));
  }

  @Override
  public Optional<List<TagEntry>> all(String certname) {
    return Optional.ofNullable(entries.get(certname));
  }

  @Override
  public Optional<SortedSet<Tag>> of(String certname, String source) {
    return all(certname)
        .map(
            all ->
                all.stream()
                    .filter(entry -> entry.source().equals(source))
                    .map(entry -> Tag.parse(entry.tag()))
                    .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Override
  public List<SourceSaying> everywhere(String source, String after, int limit) {
    return List.of();
  }

  @Override
  public Instant now() {
    return Instant.EPOCH;
  }

  @Override
  public SortedSet<Tag> change(
      String certname,
      String source,
      UnaryOperator<SortedSet<Tag>> decide,
      Optional<TagLease> lease,
      Actor actor) {
    throw new UnsupportedOperationException("these tags are read only");
  }
}
