package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The description of this API. */
record ShowOpenApi(String text) implements Handler {

  /** From the class path. */
  static ShowOpenApi load() {
    try (InputStream resource =
        Objects.requireNonNull(
            ShowOpenApi.class.getResourceAsStream("/openapi.yaml"), "openapi.yaml is packaged")) {
      return new ShowOpenApi(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Response handle(Request request) {
    return Bodies.text("application/yaml", text);
  }
}
