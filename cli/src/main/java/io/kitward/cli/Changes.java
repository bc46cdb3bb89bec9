package io.kitward.cli;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is said beside a change: the figure that confirms it, and its ticket. */
final class Changes {

  private Changes() {}

  /** The same, and whether it may change what a repository or another source has. */
  static String query(Optional<Integer> confirm, Optional<String> ticket, boolean takeOver) {
    String query = query(confirm, ticket);
    return takeOver ? (query.isEmpty() ? "?" : query + "&") + "take-over=true" : query;
  }

  /** Both as the query of a request; empty when none is given. */
  static String query(Optional<Integer> confirm, Optional<String> ticket) {
    String query =
        Stream.of(
                confirm.map(figure -> "confirm=" + figure),
                ticket.map(text -> "change=" + Api.escape(text)))
            .flatMap(Optional::stream)
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? "" : "?" + query;
  }
}
