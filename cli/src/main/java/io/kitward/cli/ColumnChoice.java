package io.kitward.cli;

import io.kitward.selector.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The columns that somebody named with {@code --columns}, by their headings. */
final class ColumnChoice {

  private ColumnChoice() {}

  /**
   * The indexes of the named columns; a heading of two words may be written with {@code -}.
   *
   * @throws Failure when there is no such column
   */
  static List<Integer> of(Noun noun, List<String> names) {
    List<String> titles = noun.columns().stream().map(Table.Column::title).toList();
    var chosen = new ArrayList<Integer>();
    for (String name : names) {
      String title = name.strip().toUpperCase(Locale.ROOT).replace('-', ' ').replace('_', ' ');
      int index = titles.indexOf(title);
      if (index < 0) {
        throw new Failure(
            Exit.USAGE,
            "column-unknown",
            "There is no column “" + name + "” of " + noun.word() + ".",
            DidYouMean.closest(title, titles)
                .map(close -> "Did you mean " + close + "?")
                .orElse("Use some of: " + String.join(",", titles)));
      }
      chosen.add(index);
    }
    return chosen;
  }
}
