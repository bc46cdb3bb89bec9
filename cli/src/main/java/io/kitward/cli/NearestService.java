package io.kitward.cli;

import io.kitward.selector.DidYouMean;
import java.util.List;

/** The service that a name which no document has was probably meant to be. */
final class NearestService {

  private NearestService() {}

  /** The failure with the nearest service's name in it, where it says that there is none such. */
  static Failure suggested(Failure failure, Api api, String name) {
    if (!failure.code().equals("document-unknown")) {
      return failure;
    }
    try {
      List<String> known =
          api.get("/v1/documents/Service?limit=1000")
              .path("items")
              .valueStream()
              .map(document -> Nouns.text(document, "name"))
              .toList();
      return DidYouMean.closest(name, known)
          .map(service -> failure.next("Did you mean " + Text.clean(service) + "?"))
          .orElse(failure);
    } catch (Failure _) {
      return failure;
    }
  }
}
