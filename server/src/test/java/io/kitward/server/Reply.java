package io.kitward.server;

import io.kitward.protocol.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** An answer of a door. */
record Reply(int status, String contentType, String etag, String body) {

  static Reply of(HttpResponse<byte[]> response) {
    return new Reply(
        response.statusCode(),
        response.headers().firstValue("content-type").orElse(""),
        response.headers().firstValue("etag").orElse(""),
        new String(response.body(), StandardCharsets.UTF_8));
  }

  JsonNode json() {
    return Json.MAPPER.readTree(body);
  }

  /** The list of text at a field. */
  List<String> texts(String field) {
    var texts = new ArrayList<String>();
    json().path(field).forEach(each -> texts.add(each.asString("")));
    return texts;
  }

  /** The stable code of a problem document; empty when the answer is none. */
  String problem() {
    return contentType.startsWith("application/problem+json")
        ? json().path("code").asString("")
        : "";
  }

  @Override
  public String toString() {
    return status + " " + body;
  }
}
