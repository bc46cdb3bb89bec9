package io.kitward.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** What may be said beside a change of documents: the figure that confirms it, and its ticket. */
final class Confirmed {

  @Option(
      names = "--confirm",
      paramLabel = "N",
      description = "The number of nodes that it touches, when the server asks for it")
  Optional<Integer> confirm = Optional.empty();

  @Option(
      names = "--change",
      paramLabel = "TICKET",
      description = "The change that it belongs to, such as CHG123; kept with audit and events")
  Optional<String> change = Optional.empty();
}
