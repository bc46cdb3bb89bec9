package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.ConnectorPackage;
import java.util.Map;

/** A package of the connector by its content, for a connector that upgrades itself. */
record FetchOfferedPackage(ConnectorPackage connector) implements Handler {

  @Override
  public Response handle(Request request) {
    var offered =
        connector
            .offered(request.parameter("sha256"))
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.PACKAGE_MISSING,
                        "The server holds no connector package of this digest."));
    return new Response.FileBody(
        offered.path(),
        Map.of(
            "content-type",
            "application/vnd.debian.binary-package",
            "x-kitward-version",
            offered.version()));
  }
}
