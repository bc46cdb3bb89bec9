package io.kitward.policy;

import java.util.List;

/**
 * Why one service cannot be resolved on a node; its instance stays as it last was. The subject is
 * the parameter or path that it is about (empty for the whole service), the parties are the
 * documents or services that disagree. For UNKNOWN_BUNDLE the service is empty: see {@link
 * DesiredNode#inConflict}.
 */
public record Conflict(
    String service, Reason reason, String subject, List<String> parties, String message) {
  public Conflict {
    parties = List.copyOf(parties);
  }

  /** The kinds of conflicts. */
  public enum Reason {
    SAME_PRIORITY,
    UNKNOWN_SERVICE,
    UNKNOWN_BUNDLE,
    PARAMETER,
    RENDER,
    SAME_PATH,
    EXCLUDED,
    MIRRORS,
    SEVERAL_BACKENDS,
    UNDECIDED,
    UNTRUSTED
  }
}
