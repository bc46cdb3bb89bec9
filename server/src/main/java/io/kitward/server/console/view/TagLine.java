package io.kitward.server.console.view;

import io.kitward.server.api.port.TagEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * One tag as one source set it.
 *
 * @param setBy who did; only the node itself may speak for the source {@code node}
 * @param effective whether it takes part in what policies see
 */
public record TagLine(
    String tag, String source, String trust, String setBy, When when, boolean effective) {

  /** All sources' tags, sorted by tag, then source. */
  public static List<TagLine> of(List<TagEntry> entries, List<String> effective, Instant now) {
    Set<String> taken = Set.copyOf(effective);
    return entries.stream()
        .sorted(Comparator.comparing(TagEntry::tag).thenComparing(TagEntry::source))
        .map(
            entry ->
                new TagLine(
                    entry.tag(),
                    entry.source(),
                    entry.trust(),
                    entry.source().equals("node") ? "the node itself" : entry.setBy(),
                    When.of(entry.setAt(), now),
                    taken.contains(entry.tag())))
        .toList();
  }

  /** How far it can be relied on, as a tone. */
  public Tone tone() {
    return switch (trust) {
      case "trusted" -> Tone.OK;
      case "vouched" -> Tone.MOVING;
      default -> Tone.QUIET;
    };
  }
}
