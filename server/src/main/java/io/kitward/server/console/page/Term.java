package io.kitward.server.console.page;

import io.kitward.selector.Selector;
import io.kitward.server.api.port.Census;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One condition of a selector that picks nothing.
 *
 * @param nodes how many nodes it alone picks
 * @param without where the list without it is
 * @param left how many nodes that list has
 */
public record Term(String text, int nodes, String without, int left) {
  private static final int MOST = 12;

  /** The conditions that have to hold together; empty where there is only one, or too many. */
  static List<Term> of(Census census, SelectorField field, String path, Map<String, String> kept) {
    if (!(field.selector() instanceof Selector.And and) || and.terms().size() > MOST) {
      return List.of();
    }
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < and.terms().size(); i++) {
      Selector term = and.terms().get(i);
      var others = new ArrayList<>(and.terms());
      others.remove(i);
      Selector rest = others.size() == 1 ? others.getFirst() : new Selector.And(others);
      terms.add(
          new Term(
              term.toString(),
              census.count(term),
              Facets.with(path, kept, "q", rest.toString()),
              census.count(rest)));
    }
    return List.copyOf(terms);
  }
}
