package io.kitward.cli;

import io.kitward.selector.DidYouMean;
import io.kitward.selector.Selector;
import io.kitward.selector.SelectorSyntaxException;
import java.util.ArrayList;
import java.util.List;

/** Tag keys in a selector that no node has: why it picks nothing, mostly. */
final class UnknownKeys {

  /** More are not offered at once; then nothing can be said of the rest. */
  private static final int OFFERED = 100;

  private UnknownKeys() {}

  /** A line for each; none where the server can't be asked. */
  static List<String> said(Api api, String selector) {
    var lines = new ArrayList<String>();
    try {
      for (String key : Selector.parse(selector).keys()) {
        List<String> known = offered(api, "");
        if (known.contains(key) || known.size() >= OFFERED || offered(api, key).contains(key)) {
          continue;
        }
        String meant =
            DidYouMean.closest(key, known)
                .map(close -> " – did you mean “" + close + "”?")
                .orElse(".");
        lines.add("No node has the tag “" + key + "”" + meant);
      }
    } catch (Failure | SelectorSyntaxException _) {
      return List.of();
    }
    return lines;
  }

  private static List<String> offered(Api api, String text) {
    return api.get("/v1/completions?text=" + Api.escape(text))
        .path("choices")
        .valueStream()
        .filter(choice -> Nouns.text(choice, "kind").equals("key"))
        .map(choice -> Nouns.text(choice, "text").strip())
        .toList();
  }
}
