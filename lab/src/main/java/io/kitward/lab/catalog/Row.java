package io.kitward.lab.catalog;

/**
 * What happened to one tool in one case.
 *
 * @param what in words, with the time that it took
 * @param held whether it was as it shall be
 */
public record Row(String service, Case tried, String what, boolean held) {

  /** What is done to a tool. */
  public enum Case {
    DEPLOYED("deployed"),
    WORKS("functional probe"),
    STOPPED("`systemctl stop`"),
    KILLED("`kill -9`"),
    EDITED("file edited"),
    REMOVED("package removed"),
    MISTAKEN("broken configuration"),
    GONE("off-boarding");

    private final String title;

    Case(String title) {
      this.title = title;
    }

    /** The column's title. */
    public String title() {
      return title;
    }
  }
}
