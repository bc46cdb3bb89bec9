package io.kitward.server.console;

/** An address within the console, from a place that anybody could have written. */
final class LocalPath {
  private static final int LIMIT = 4_096;

  private LocalPath() {}

  /** The address itself when it surely stays on this server, else the overview. */
  static String orOverview(String address) {
    boolean local =
        address.startsWith("/")
            && !address.startsWith("//")
            && address.length() <= LIMIT
            && address.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\' && c != '"')
            && !address.startsWith("/sign-")
            && !address.startsWith("/events")
            && !address.startsWith("/v1/");
    return local ? address : "/";
  }
}
