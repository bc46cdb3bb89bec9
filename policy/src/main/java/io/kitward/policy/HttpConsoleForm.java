package io.kitward.policy;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests to a console as plain maps and lists, in the shape in which people write them. */
final class HttpConsoleForm {
  private HttpConsoleForm() {}

  static Map<String, Object> of(HttpConsole requests) {
    return new Form()
        .put("observe", listing(requests.observe()))
        .put("create", optional(requests.create()))
        .put("update", optional(requests.update()))
        .put("delete", optional(requests.delete()))
        .put("disable", optional(requests.disable()))
        .put("prove", evidence(requests.prove()))
        .fields;
  }

  private static @Nullable Map<String, Object> optional(@Nullable RequestTemplate request) {
    return request == null ? null : request(request).fields;
  }

  private static Form request(RequestTemplate request) {
    Form form =
        new Form()
            .put("method", request.method())
            .put("path", request.path())
            .put("headers", request.headers())
            .put("body", request.body())
            .putUnless(RequestTemplate.JSON, "contentType", request.contentType())
            .put("expect", request.expect())
            .putUnless(0, "retry", request.retry());
    return request.retryOn().equals(RequestTemplate.BUSY)
        ? form
        : form.put("retryOn", request.retryOn());
  }

  private static Map<String, Object> listing(HttpConsole.Listing listing) {
    Form form =
        request(listing.request())
            .put("id", listing.id())
            .put("name", listing.name())
            .put("mark", listing.mark())
            .put("address", listing.address())
            .put("digest", listing.digest())
            .put("next", listing.next());
    form.fields.put("items", listing.items());
    return form.fields;
  }

  private static @Nullable Map<String, Object> evidence(HttpConsole.@Nullable Evidence evidence) {
    if (evidence == null) {
      return null;
    }
    Form form =
        request(evidence.request())
            .put("name", evidence.name())
            .put("mark", evidence.mark())
            .put("instance", evidence.instance())
            .put("at", evidence.at())
            .put("good", evidence.good())
            .put("goodValues", evidence.goodValues())
            .put("message", evidence.message())
            .put("next", evidence.next());
    if (!evidence.maxAge().equals(Duration.ZERO)) {
      form.put("maxAge", DocumentForm.grace(evidence.maxAge()));
    }
    form.fields.put("items", evidence.items());
    return form.fields;
  }
}
