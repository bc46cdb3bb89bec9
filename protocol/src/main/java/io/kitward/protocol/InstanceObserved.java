package io.kitward.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One service as its connector sees it.
 *
 * @param hash the {@link InstanceDesired#hash()} that was last carried out in full; empty while
 *     none was
 * @param state how far the connector is with it
 * @param conditions Installed, Configured, Running and Healthy
 * @param packages name to installed version; a package that is not there is absent
 * @param drift one line for each place that differs from what is desired, without any content
 * @param leftovers what off-boarding kept, and why, a line each
 * @param stance how the connector treats it now
 * @param discovery whose it was, or is
 */
public record InstanceObserved(
    String service,
    String hash,
    State state,
    List<Condition> conditions,
    Map<String, String> packages,
    List<String> drift,
    List<String> leftovers,
    Stance stance,
    Discovery discovery) {

  @SuppressWarnings({"NullAway", "ConstantValue"}) // fields that an older connector does not send
  public InstanceObserved {
    stance = stance == null ? Stance.USUAL : stance;
    discovery = discovery == null ? Discovery.MANAGED : discovery;
  }

  /** A service that is looked after as usual. */
  public InstanceObserved(
      String service,
      String hash,
      State state,
      List<Condition> conditions,
      Map<String, String> packages,
      List<String> drift,
      List<String> leftovers) {
    this(
        service,
        hash,
        state,
        conditions,
        packages,
        drift,
        leftovers,
        Stance.USUAL,
        Discovery.MANAGED);
  }

  /** Whose a tool on a node is. */
  public enum Relation {
    /** Kitward's. */
    MANAGED,
    /** It was there before, with a configuration of its own, which it keeps for now. */
    ADOPTABLE,
    /** Somebody else on the node, for instance Puppet, manages some of it too. */
    RIVAL,
    /** What is repaired is undone again and again. */
    CONTESTED
  }

  /**
   * What is known of a tool's other masters.
   *
   * @param lines for {@code ADOPTABLE} what would change, file by file and line by line, secrets
   *     left out; for {@code RIVAL} a sentence for each part that somebody else manages, for {@code
   *     CONTESTED} one on what happens
   * @param changes what Kitward would do first if it were to take it over: a sentence each, below
   *     it the lines of a file that would differ; empty when it need not wait
   */
  public record Discovery(Relation relation, List<String> lines, List<String> changes) {

    /** It is Kitward's. */
    public static final Discovery MANAGED = new Discovery(Relation.MANAGED, List.of());

    @SuppressWarnings({"NullAway", "ConstantValue"}) // an older connector does not send changes
    public Discovery {
      lines = List.copyOf(lines);
      changes = orEmpty(changes);
    }

    /** It does not wait for a person. */
    public Discovery(Relation relation, List<String> lines) {
      this(relation, lines, List.of());
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
      return list == null ? List.of() : List.copyOf(list);
    }
  }

  /**
   * How the connector treats a service now, by whose will, and whether it still tries.
   *
   * @param until when a suspension ends by itself; null when the mode has no end
   * @param by who chose the mode, in words; empty while it is enforced as usual
   * @param reason what whoever chose it said; may be empty
   * @param gaveUp why the connector has given up, as a sentence; empty while it has not
   */
  public record Stance(
      InstanceDesired.Mode mode, @Nullable Instant until, String by, String reason, String gaveUp) {

    /** Enforced, and not given up. */
    public static final Stance USUAL = new Stance(InstanceDesired.Mode.ENFORCE, null, "", "", "");

    @SuppressWarnings({"NullAway", "ConstantValue"})
    public Stance {
      mode = mode == null ? InstanceDesired.Mode.ENFORCE : mode;
      by = by == null ? "" : by;
      reason = reason == null ? "" : reason;
      gaveUp = gaveUp == null ? "" : gaveUp;
    }
  }

  /** How far the connector is with an instance. */
  public enum State {
    PENDING,
    APPLYING,
    SETTLED,
    FAILED,
    REMOVING,
    REMOVED
  }
}
