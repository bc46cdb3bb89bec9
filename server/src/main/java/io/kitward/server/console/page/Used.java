package io.kitward.server.console.page;

import io.kitward.server.api.port.DocumentUse;
import io.kitward.server.api.port.Documents;
import io.kitward.server.console.view.ActivityLine;
import io.kitward.server.console.view.Link;
import java.util.List;

/**
 * Who names a document.
 *
 * @param lines the first hundred
 * @param all how many there are
 */
public record Used(List<Line> lines, int all) {
  private static final int SHOWN = 100;

  /** One document that names it, and how. */
  public record Line(Link document, String how) {}

  static Used of(Documents documents, String kind, String name) {
    List<DocumentUse> uses = documents.uses(kind, name);
    return new Used(
        uses.stream()
            .limit(SHOWN)
            .map(
                use ->
                    new Line(
                        new Link(
                            use.kind() + "/" + use.name(),
                            ActivityLine.documentHref(use.kind(), use.name())),
                        use.how()))
            .toList(),
        uses.size());
  }
}
