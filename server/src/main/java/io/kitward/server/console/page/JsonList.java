package io.kitward.server.console.page;

import io.kitward.protocol.Json;
import java.nio.charset.StandardCharsets;

/** A list as a JSON file in the form of the API, written entry by entry. */
final class JsonList {
  private final StringBuilder text =
      new StringBuilder("{\"apiVersion\":\"kitward/v1\",\"items\":[");
  private String between = "";

  void add(Object entry) {
    text.append(between).append(new String(Json.bytes(entry), StandardCharsets.UTF_8));
    between = ",\n";
  }

  Download.File file(String name) {
    return new Download.File(name, "application/json", text + "]}\n");
  }
}
