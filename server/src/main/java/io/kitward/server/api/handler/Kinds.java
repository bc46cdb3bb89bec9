package io.kitward.server.api.handler;

import io.kitward.policy.Kind;
import io.kitward.selector.DidYouMean;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import java.util.Arrays;
import java.util.List;

/** The kinds of documents. */
final class Kinds {
  static final List<String> ALL = Arrays.stream(Kind.values()).map(Kind::word).toList();

  private Kinds() {}

  /** The kind in the path. */
  static String of(Request request) {
    String kind = request.parameter("kind");
    if (!ALL.contains(kind)) {
      String guess =
          DidYouMean.closest(kind, ALL).map(near -> " Did you mean “" + near + "”?").orElse("");
      throw new ApiException(
          ErrorCode.KIND_UNKNOWN,
          "“" + JsonBody.printable(kind) + "” is not a kind of document." + guess);
    }
    return kind;
  }
}
