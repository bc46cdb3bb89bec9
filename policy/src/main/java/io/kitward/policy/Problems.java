package io.kitward.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The problems of one file while it is read, and the positions of the current document's paths. Not
 * thread-safe.
 */
final class Problems {
  private final String file;
  private final List<Problem> found = new ArrayList<>();
  private final Map<String, Position> positions = new HashMap<>();

  Problems(String file) {
    this.file = file;
  }

  void add(String code, Position position, String path, String message) {
    found.add(new Problem(code, file, position.line(), position.column(), path, message));
  }

  /** Takes back the problems of a code at a path: something else says it better. */
  void drop(String code, String path) {
    found.removeIf(problem -> problem.code().equals(code) && problem.path().equals(path));
  }

  void seen(String path, Position position) {
    positions.put(path, position);
  }

  List<Problem> found() {
    return found;
  }

  Map<String, Position> positions() {
    return positions;
  }
}
