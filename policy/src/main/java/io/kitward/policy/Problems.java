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
  /** So many problems of a text are told; who mends them sees the next ones. */
  static final int LIMIT = 100;

  /** So many places of a document are kept; what has none is shown at the place around it. */
  private static final int PLACES = 20_000;

  private final String file;
  private final List<Problem> found = new ArrayList<>();
  private final Map<String, Position> positions = new HashMap<>();

  Problems(String file) {
    this.file = file;
  }

  void add(String code, Position position, String path, String message) {
    if (!full()) {
      found.add(new Problem(code, file, position.line(), position.column(), path, message));
    }
  }

  /** Whether there are more problems than are told. */
  boolean full() {
    return found.size() > LIMIT;
  }

  /** Takes back the problems of a code at a path: something else says it better. */
  void drop(String code, String path) {
    found.removeIf(problem -> problem.code().equals(code) && problem.path().equals(path));
  }

  void seen(String path, Position position) {
    if (positions.size() < PLACES) {
      positions.put(path, position);
    }
  }

  List<Problem> found() {
    return found;
  }

  Map<String, Position> positions() {
    return positions;
  }

  /** As many as are told, and that there are more. */
  static List<Problem> first(List<Problem> problems) {
    if (problems.size() <= LIMIT) {
      return problems;
    }
    List<Problem> first = new ArrayList<>(problems.subList(0, LIMIT));
    Problem next = problems.get(LIMIT);
    String message = "and more than the " + LIMIT + " problems before it; mend those first";
    first.add(new Problem(next.code(), next.file(), next.line(), next.column(), "", message));
    return first;
  }
}
