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
 * @param manager who else on the node manages it, {@link #PUPPET}; empty when nobody is known to
 * @param changes what taking it over would change, while that waits for a person: a sentence each,
 *     below it the lines of a file that would differ
 */
public record FoundTool(
    String service,
    Relation relation,
    Map<String, String> packages,
    Map<String, String> units,
    List<String> notes,
    String manager,
    List<String> changes) {

  /** The manager whose catalog the node keeps. */
  public static final String PUPPET = "puppet";

  @SuppressWarnings({"NullAway", "ConstantValue"}) // fields that an older connector does not send
  public FoundTool {
    manager = manager == null ? "" : manager;
    changes = changes == null ? List.of() : List.copyOf(changes);
  }

  /** A tool that nobody else manages and that waits for nobody. */
  public FoundTool(
      String service,
      Relation relation,
      Map<String, String> packages,
      Map<String, String> units,
      List<String> notes) {
    this(service, relation, packages, units, notes, "", List.of());
  }

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
