package io.kitward.server.console.page;

import io.kitward.server.api.port.DocumentFault;
import io.kitward.server.console.view.NodeRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Kitward says of a text while it is written.
 *
 * @param faults what is wrong, in the order of the places; no figures are shown with any
 * @param reach whom its selector picks; null when it has none, or it can't be read
 */
public record Verdict(List<Fault> faults, @Nullable Reach reach) {

  /**
   * One fault with its place.
   *
   * @param excerpt the line with a caret under the place; empty when the place is not known
   */
  public record Fault(
      String code, String detail, int line, int column, String pointer, String excerpt) {

    private static final int SHOWN = 160;

    static Fault of(DocumentFault fault, List<String> lines) {
      return new Fault(
          fault.code(),
          fault.detail(),
          fault.line(),
          fault.column(),
          fault.pointer(),
          excerpt(fault, lines));
    }

    /** The line around the place: a line of a million characters is not shown whole. */
    private static String excerpt(DocumentFault fault, List<String> lines) {
      if (fault.line() < 1 || fault.line() > lines.size()) {
        return "";
      }
      String line = lines.get(fault.line() - 1);
      int column = Math.clamp(fault.column() - 1L, 0, line.length());
      int from = Math.max(0, column - SHOWN / 2);
      int to = Math.min(line.length(), from + SHOWN);
      String cut = line.substring(from, to);
      return fault.column() < 1 ? cut : cut + "\n" + " ".repeat(column - from) + "^";
    }
  }

  /**
   * Whom a selector picks now.
   *
   * @param gained nodes that the document in force does not pick
   * @param lost nodes that only the document in force picks
   * @param compared whether there is a document in force to compare with
   * @param sample nodes that it picks, no two with the same tags
   */
  public record Reach(
      String selector,
      int matches,
      int fleet,
      int gained,
      int lost,
      boolean compared,
      List<NodeRow> sample) {

    public boolean everything() {
      return matches == fleet && fleet > 0;
    }

    public String nodesHref() {
      return "/nodes?q=" + io.kitward.server.console.view.Names.encode(selector);
    }
  }

  public boolean good() {
    return faults.isEmpty();
  }
}
