package io.kitward.server.api.handler;

import io.kitward.selector.DidYouMean;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A body of which every field may be left out; others than the known ones are refused. */
record OptionalFields(JsonNode body) {

  static OptionalFields read(Request request, String... known) {
    JsonNode body = JsonBody.read(request, JsonNode.class);
    if (!body.isObject()) {
      throw wrong("", "Expected an object here.");
    }
    for (String name : body.propertyNames()) {
      if (!List.of(known).contains(name)) {
        String guess =
            DidYouMean.closest(name, List.of(known))
                .map(near -> " Did you mean “" + near + "”?")
                .orElse("");
        throw new ApiException(
                ErrorCode.UNKNOWN_FIELD,
                "The field “"
                    + JsonBody.printable(name)
                    + "” is not known here."
                    + guess
                    + " Known: "
                    + String.join(", ", known)
                    + ".")
            .pointer("/" + JsonBody.printable(name).replace("~", "~0").replace("/", "~1"));
      }
    }
    return new OptionalFields(body);
  }

  Optional<String> text(String name) {
    if (!body.has(name)) {
      return Optional.empty();
    }
    if (!body.path(name).isString()) {
      throw wrong("/" + name, "Expected text in quotes here.");
    }
    return Optional.of(body.path(name).asString());
  }

  List<String> texts(String name) {
    if (!body.has(name)) {
      return List.of();
    }
    if (!body.path(name).isArray()) {
      throw wrong("/" + name, "Expected a list here.");
    }
    var texts = new ArrayList<String>();
    for (JsonNode each : body.path(name)) {
      if (!each.isString()) {
        throw wrong("/" + name + "/" + texts.size(), "Expected text in quotes here.");
      }
      texts.add(each.asString());
    }
    return texts;
  }

  private static ApiException wrong(String pointer, String words) {
    return new ApiException(ErrorCode.FIELD_INVALID, words).pointer(pointer);
  }
}
