package io.kitward.protocol;

import java.util.List;
import java.util.Map;

/**
 * A management tool that is on a node, wanted or not.
 *
 * @param packages its packages that are installed, with their versions
 * @param units its units that exist, with systemd's word for what they do ({@code active}, {@code
 *     inactive} …)
 * @param notes what a person should know of it, as sentences or lines of a difference
 */
public record FoundTool(
    String service,
    Relation relation,
    Map<String, String> packages,
    Map<String, String> units,
    List<String> notes) {

  /** All that were found: the result of {@link Operation.Kind#TOOLS}. */
  public record All(List<FoundTool> tools) {}

  /** Whose it is. */
  public enum Relation {
    /** A policy wants it, and Kitward looks after it. */
    MANAGED,
    /**
     * A policy wants it; it was there before and keeps its own configuration until it is adopted.
     */
    ADOPTABLE,
    /** No policy wants it: Kitward leaves it alone. */
    FOREIGN,
    /** A policy wants it, and somebody else on the node manages it too. */
    CONFLICT,
    /** No policy wants it any more, and Kitward takes it away as its contract says. */
    LEAVING
  }
}
