package io.kitward.server.api.port;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What people are writing and have not put in force; one draft of a person for each document. */
public interface Drafts {

  /** The longest text of a draft, in characters: what the reader of documents takes. */
  int TEXT_LIMIT = 2 * 1024 * 1024;

  /** The most drafts of one person: the one that was left alone the longest goes first. */
  int EACH = 50;

  /**
   * A text and what it began from.
   *
   * @param name of the document; empty for one that has no name yet
   * @param baseRevision the revision of the document that it began from; 0: it was not there
   */
  record Draft(String kind, String name, long baseRevision, String text, Instant changedAt) {}

  Optional<Draft> find(String owner, String kind, String name);

  /** The drafts of a person, last written first. */
  List<Draft> of(String owner);

  /**
   * Keeps a text in place of the one before.
   *
   * @throws IllegalArgumentException when it is longer than {@link #TEXT_LIMIT}
   */
  void save(String owner, String kind, String name, long baseRevision, String text);

  /** Throws a draft away; nothing when there is none. */
  void discard(String owner, String kind, String name);
}
