package io.kitward.server.api.stored;

import io.kitward.policy.ParsedDocument;
import io.kitward.policy.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Documents that stand twice in what somebody sent together. Pure. */
final class Repeated {

  private Repeated() {}

  /** Each that stands a second time, where it does. */
  static List<Problem> problems(List<ParsedDocument> documents) {
    Map<String, ParsedDocument> first = new HashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (ParsedDocument read : documents) {
      String named = read.document().kind().word() + "/" + read.document().name();
      ParsedDocument earlier = first.putIfAbsent(named, read);
      if (earlier != null) {
        problems.add(
            new Problem(
                Problem.DUPLICATE_DOCUMENT,
                read.file(),
                0,
                0,
                "metadata.name",
                named
                    + " stands here twice"
                    + (earlier.file().isEmpty() ? "" : ", first in " + earlier.file())
                    + "; keep one"));
      }
    }
    return problems;
  }
}
