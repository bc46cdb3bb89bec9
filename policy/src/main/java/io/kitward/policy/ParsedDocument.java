package io.kitward.policy;

import java.util.Map;

/** A document with the file that it was read from and the place of each path in it. */
public record ParsedDocument(Document document, String file, Map<String, Position> positions) {
  public ParsedDocument {
    positions = Map.copyOf(positions);
  }

  /** A document that was not read from a file. */
  public static ParsedDocument of(Document document) {
    return new ParsedDocument(document, "", Map.of());
  }

  /**
   * A problem at a path of this document; where the path itself has no place, the nearest one
   * around it counts.
   */
  Problem problem(String code, String path, String message) {
    String at = path;
    while (!at.isEmpty() && !positions.containsKey(at)) {
      at = at.substring(0, Math.max(0, at.lastIndexOf('.')));
    }
    Position position = positions.getOrDefault(at, Position.UNKNOWN);
    return new Problem(code, file, position.line(), position.column(), path, message);
  }
}
