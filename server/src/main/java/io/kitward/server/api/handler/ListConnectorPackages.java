package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.ConnectorPackage;

/** Which connector packages the server holds. */
record ListConnectorPackages(ConnectorPackage connector) implements Handler {

  /** One package, without where it lies on the server. */
  record View(String file, String version, String format, String architecture, String sha256) {}

  @Override
  public Response handle(Request request) {
    return Bodies.ok(
        Page.whole(
            connector.all().stream()
                .map(
                    each ->
                        new View(
                            String.valueOf(each.path().getFileName()),
                            each.version(),
                            each.format(),
                            each.architecture(),
                            each.sha256()))
                .toList()));
  }
}
