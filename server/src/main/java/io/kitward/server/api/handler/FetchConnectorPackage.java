package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.ConnectorPackage;
import java.util.Map;

/** The connector's Debian package, for nodes that install it. */
record FetchConnectorPackage(ConnectorPackage connector) implements Handler {

  @Override
  public Response handle(Request request) {
    var debian =
        connector
            .debian()
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.PACKAGE_MISSING, "The server holds no connector package."));
    String etag = "\"" + debian.sha256() + "\"";
    if (Preconditions.of(request).notModified(etag)) {
      return Bodies.empty(304).with("etag", etag);
    }
    return new Response.FileBody(
        debian.path(),
        Map.of(
            "content-type",
            "application/vnd.debian.binary-package",
            "etag",
            etag,
            "x-kitward-version",
            debian.version()));
  }
}
