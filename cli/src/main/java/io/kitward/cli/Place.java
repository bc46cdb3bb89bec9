package io.kitward.cli;

/**
 * A node, or one service on it, as {@code NODE} or {@code NODE/SERVICE}.
 *
 * @param service empty for all services of the node
 */
record Place(String node, String service) {

  static Place of(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new Place(text, "")
        : new Place(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public String toString() {
    return service.isEmpty() ? node : node + "/" + service;
  }
}
