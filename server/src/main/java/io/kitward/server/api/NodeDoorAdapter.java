package io.kitward.server.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Adapts the node door to the router: a request with a verified certificate becomes a request value
 * of that node. Never adds Retry-After.
 *
 * @param requestIds hands out a new id each time
 */
public record NodeDoorAdapter(
    Router router, NodeIdentities identities, Supplier<String> requestIds) {

  /**
   * Answers a request; never throws.
   *
   * @param uri the raw path with its query
   * @param headers names in any case
   * @param certificate the verified certificate
   */
  public Response handle(
      String method,
      String uri,
      Map<String, List<String>> headers,
      byte[] body,
      NodeCertificate certificate) {
    String requestId = requestIds.get();
    try {
      int question = uri.indexOf('?');
      var lower = new LinkedHashMap<String, String>();
      headers.forEach(
          (name, values) ->
              lower.merge(
                  name.toLowerCase(Locale.ROOT),
                  String.join(", ", values),
                  (a, b) -> a + ", " + b));
      Response response =
          router.handle(
              new Request(
                  method,
                  question < 0 ? uri : uri.substring(0, question),
                  Map.of(),
                  question < 0 ? Map.of() : Paths.query(uri.substring(question + 1)),
                  lower,
                  body,
                  identities.identify(certificate),
                  Door.NODE,
                  requestId));
      return response instanceof Response.Whole whole
          ? whole.with("x-request-id", requestId)
          : response;
    } catch (RuntimeException e) {
      return Failures.response(e, requestId, JsonBody.printable(method + " " + uri));
    }
  }
}
