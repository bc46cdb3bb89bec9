package io.kitward.server.console.view;

import io.kitward.server.api.port.TagEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One tag as one source set it.
 *
 * @param setBy who did; only the node itself may speak for the source {@code node}
 * @param when null for what a rule derives
 * @param until when it ends by itself; empty when it stays
 * @param effective whether it takes part in what policies see
 * @param why why it does not; empty when it does
 */
public record TagLine(
    String tag,
    String source,
    String trust,
    String setBy,
    @Nullable When when,
    String until,
    boolean effective,
    String why) {

  /** All sources' tags, sorted by tag, then source. */
  public static List<TagLine> of(List<TagEntry> entries, Instant now) {
    return entries.stream()
        .sorted(Comparator.comparing(TagEntry::tag).thenComparing(TagEntry::source))
        .map(
            entry ->
                new TagLine(
                    entry.tag(),
                    entry.source(),
                    entry.trust(),
                    entry.source().equals("node") ? "the node itself" : entry.setBy(),
                    entry.setAt() == null ? null : When.of(entry.setAt(), now),
                    entry.expires() == null ? "" : When.of(entry.expires(), now).absolute(),
                    entry.effective(),
                    entry.why()))
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
