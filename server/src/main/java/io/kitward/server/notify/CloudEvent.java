package io.kitward.server.notify;

import io.kitward.protocol.Json;
import java.util.HashMap;
import java.util.Map;

/** A notice as one CloudEvents 1.0 event in JSON. Pure. */
final class CloudEvent {

  static final String MEDIA_TYPE = "application/cloudevents+json";

  /**
   * An event may have 64 KiB, which every receiver of CloudEvents must take: so many characters
   * stay below, were each of them escaped. The API has the rest.
   */
  static final int LONGEST_MESSAGE = 10_000;

  private CloudEvent() {}

  /**
   * The body of a request.
   *
   * @param source which server speaks, {@code https://NAME:PORT/}
   */
  static byte[] of(Notice notice, String source) {
    var exception = notice.exception();
    boolean closed = notice.moment() == Notice.Moment.CLOSED;
    Map<String, Object> data = new HashMap<>();
    data.put("id", "x-" + exception.id());
    data.put("kind", exception.kind());
    data.put("node", exception.certname());
    data.put("service", exception.service());
    data.put("message", shortened(exception.message()));
    data.put("openedAt", exception.openedAt().toString());
    if (closed) {
      exception.closedAt().ifPresent(at -> data.put("closedAt", at.toString()));
      exception.closedBy().ifPresent(by -> data.put("closedBy", by));
    }
    Map<String, Object> event = new HashMap<>();
    event.put("specversion", "1.0");
    event.put("id", notice.id());
    event.put("source", source);
    event.put("type", "io.kitward.exception." + notice.word());
    event.put(
        "time",
        (closed ? exception.closedAt().orElse(exception.openedAt()) : exception.openedAt())
            .toString());
    notice.subject().ifPresent(subject -> event.put("subject", subject));
    event.put("datacontenttype", "application/json");
    event.put("data", data);
    return Json.bytes(event);
  }

  private static String shortened(String message) {
    if (message.length() <= LONGEST_MESSAGE) {
      return message;
    }
    int end = LONGEST_MESSAGE - 1;
    return message.substring(0, Character.isHighSurrogate(message.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }
}
