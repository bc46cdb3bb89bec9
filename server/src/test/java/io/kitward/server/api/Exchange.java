package io.kitward.server.api;

import java.util.Map;

/** Sends a request through a door, as a client would. */
interface Exchange {

  /**
   * Sends and waits for the whole answer; of a stream, for its head and first line.
   *
   * @param path raw, with the query
   * @param credential at the people's door the token, empty for none; at the node door the certname
   */
  Answer send(
      Door door,
      String method,
      String path,
      Map<String, String> headers,
      byte[] body,
      String credential);

  /**
   * What came back.
   *
   * @param headers names in lower case
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answer(int status, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    String text() {
      return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
