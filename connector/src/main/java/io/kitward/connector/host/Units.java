package io.kitward.connector.host;

import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;

/** The machine's services as its init system runs them. */
public interface Units {

  /**
   * A unit as it is now.
   *
   * @param enablement systemd's word ({@code enabled}, {@code disabled}, {@code static}, {@code
   *     masked} …); empty when there is no such unit
   * @param activity systemd's word ({@code active}, {@code inactive}, {@code failed}, {@code
   *     activating} …)
   * @param sub systemd's finer word ({@code running}, {@code auto-restart} …)
   * @param job whether somebody just asked systemd to start or stop it
   * @param skipped whether systemd did not start it since the machine lacks a condition
   * @param stale whether its file changed since systemd read it
   * @param restarts how often the init system itself started it again since it was last started
   */
  record Seen(
      String enablement,
      String activity,
      String sub,
      boolean job,
      boolean skipped,
      boolean stale,
      int restarts) {

    public Seen(
        String enablement,
        String activity,
        String sub,
        boolean job,
        boolean skipped,
        boolean stale) {
      this(enablement, activity, sub, job, skipped, stale, 0);
    }

    /** Whether there is such a unit. */
    public boolean exists() {
      return !enablement.isEmpty();
    }

    /** Whether it runs. */
    public boolean active() {
      return activity.equals("active") || activity.equals("reloading");
    }

    /** Whether it fell over and the init system pauses before it starts it again. */
    public boolean pausing() {
      return sub.startsWith("auto-restart");
    }

    /** Whether it is on its way to another state by itself. */
    public boolean changing() {
      return job || activity.equals("activating") || activity.equals("deactivating");
    }
  }

  /** What can be done to a unit. */
  enum Verb {
    ENABLE,
    DISABLE,
    MASK,
    UNMASK,
    START,
    STOP,
    RESTART,
    RELOAD,
    RESET_FAILED;

    /** The word that systemctl understands. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /** The units as they are now, in one look. */
  Map<String, Seen> look(Collection<String> units);

  /**
   * The same for somebody who only asks: what changed since the last {@link #look} is still told.
   */
  default Map<String, Seen> peek(Collection<String> units) {
    return look(units);
  }

  /** Does it, and waits until it is done. */
  void act(Verb verb, String unit);

  /** Lets the init system read its files again. */
  void reloadAll();

  /**
   * From now on says the name of whichever of these units changes, within milliseconds where the
   * init system tells of it. Its end and start, its failure, new files of it; some changes may be
   * said twice or be none. A later call replaces the units. Never blocks.
   */
  void watch(Collection<String> units, Consumer<String> changed);
}
