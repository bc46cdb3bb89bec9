package io.kitward.server.backend.driver;

import io.kitward.server.desired.WantedHost;
import java.util.Set;
import java.util.UUID;

/** One change of one record, decided by {@link HostDifference} and carried out by a driver. */
public sealed interface HostChange {

  /** The node that it is about. */
  UUID node();

  /** What of a record is changed; the rest is left as it is. */
  enum Field {
    /** The mark itself: the record is taken over. */
    MARK,
    NAME,
    ADDRESS,
    GROUPS,
    TEMPLATES,
    LABELS,
    VARIABLES,
    SERVICES,
    /** What the console takes and never shows, such as a pre-shared key. */
    SECRETS,
    ENABLED
  }

  /** There is no record yet. */
  record Create(WantedHost wanted) implements HostChange {
    @Override
    public UUID node() {
      return wanted.node();
    }
  }

  /**
   * There is one.
   *
   * @param before as it was seen
   * @param after what it shall be: what others added stays in it
   * @param wanted what Kitward wants of it; names instances and secrets
   * @param fields those in which before and after differ
   */
  record Update(SeenHost before, SeenHost after, WantedHost wanted, Set<Field> fields)
      implements HostChange {
    public Update {
      fields = Set.copyOf(fields);
    }

    @Override
    public UUID node() {
      return wanted.node();
    }
  }

  /** It goes, with its history. */
  record Remove(SeenHost before, UUID node) implements HostChange {}

  /** It stays with its history, and is not watched any more. */
  record Disable(SeenHost before, UUID node) implements HostChange {}
}
