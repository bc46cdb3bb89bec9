package io.kitward.server.backend.icinga;

import io.kitward.protocol.Json;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/**
 * Which hosts have another shape than that with which they were made: the content of the package
 * {@link #PACKAGE}. With it and a reload groups and templates of a host change while its state
 * stays. A value.
 *
 * @param shapes by host: the name of its shape now
 */
record Moves(SortedMap<String, String> shapes) {

  /** The package that holds them. */
  static final String PACKAGE = "kitward";

  private static final String FIRST = "// kitward ";

  Moves {
    shapes = Collections.unmodifiableSortedMap(new TreeMap<>(shapes));
  }

  static Moves none() {
    return new Moves(new TreeMap<>());
  }

  /** What a file of this says; empty when it is none, because somebody edited it. */
  static Optional<Moves> read(String file) {
    String line = file.lines().findFirst().orElse("");
    if (!line.startsWith(FIRST)) {
      return Optional.empty();
    }
    try {
      var shapes = new TreeMap<String, String>();
      Json.MAPPER
          .readTree(line.substring(FIRST.length()))
          .propertyStream()
          .forEach(host -> shapes.put(host.getKey(), host.getValue().asString("")));
      return Optional.of(new Moves(shapes));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** With a host of this shape now, that was made with the shape of that name. */
  Moves with(String host, String first, Shape now) {
    var more = new TreeMap<>(shapes);
    if (first.equals(now.name())) {
      more.remove(host);
    } else {
      more.put(host, now.name());
    }
    return new Moves(more);
  }

  /** A template that is there when Icinga runs with exactly these. */
  String seal() {
    return "kitward-moves-" + Json.digest(shapes).substring(0, 12);
  }

  /** The package's file; its first line is how it is read back. */
  String file() {
    var moved = new StringBuilder();
    shapes.forEach(
        (host, shape) ->
            moved
                .append("  ")
                .append(Shape.text(host))
                .append(" = ")
                .append(Shape.text(Shape.content(shape)))
                .append('\n'));
    return """
    %s%s
    // Written by Kitward, anew when groups or templates of a host change.
    globals.kitward_moved = {
    %s}
    template Host %s { }
    """
        .formatted(FIRST, Shape.text(shapes), moved, Shape.text(seal()));
  }
}
