package io.kitward.cli;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Prints a list as it comes, page by page, and keeps none of it. Nothing is printed before the
 * first page, so that a request that fails leaves standard output empty.
 */
interface ListPrinter {

  /** Prints what a page holds. */
  void page(List<JsonNode> things);

  /** Ends what has to be ended; called once, after the last page, also when there were none. */
  default void end() {}
}
