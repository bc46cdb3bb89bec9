package io.kitward.browser;

/**
 * One page in one state.
 *
 * @param route the console's path pattern
 * @param state such as {@code full} or {@code no-match}
 * @param address where it is, the path with the query
 * @param status what the server answers
 */
public record Stop(String route, String state, String address, int status) {

  static Stop of(String route, String state, String address) {
    return new Stop(route, state, address, 200);
  }

  /** Its name as part of a file name. */
  String name() {
    String path = route.equals("/") ? "overview" : route.substring(1);
    return path.replaceAll("[^a-z]+", "-").replaceAll("-$", "") + "." + state;
  }

  @Override
  public String toString() {
    return name();
  }
}
