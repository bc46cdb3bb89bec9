package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.ConnectorPackage;
import java.util.Map;

/** The connector's newest package of a format, for nodes that install it. */
record FetchConnectorPackage(ConnectorPackage connector, String format) implements Handler {

  @Override
  public Response handle(Request request) {
    String architecture = Queries.text(request, "architecture").orElse("");
    var found =
        connector
            .newest(format, architecture)
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.PACKAGE_MISSING,
                        "The server holds no connector package as ."
                            + format
                            + (architecture.isEmpty()
                                ? "."
                                : " for " + JsonBody.printable(architecture) + ".")));
    String etag = "\"" + found.sha256() + "\"";
    if (Preconditions.of(request).notModified(etag)) {
      return Bodies.empty(304).with("etag", etag);
    }
    return new Response.FileBody(
        found.path(),
        Map.of(
            "content-type",
            format.equals("deb") ? "application/vnd.debian.binary-package" : "application/x-rpm",
            "etag",
            etag,
            "x-kitward-version",
            found.version()));
  }
}
