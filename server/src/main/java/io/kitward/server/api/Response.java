package io.kitward.server.api;

import io.kitward.server.api.port.EventFeed;
import io.kitward.server.api.port.EventFilter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer as a value; the doors put it on the wire. */
public sealed interface Response {

  /** Headers beside those that the door adds itself (length, date, connection, security). */
  Map<String, String> headers();

  /** An answer whose body is all there. An empty body with no {@code content-type} has no body. */
  @SuppressWarnings("ArrayRecordComponent") // an answer is never compared, and its body not copied
  record Whole(int status, Map<String, String> headers, byte[] body) implements Response {

    /** The same answer with one more header. */
    public Whole with(String name, String value) {
      var more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Whole(status, more, body);
    }
  }

  /** Status 200 and a file, streamed by the door. */
  record FileBody(Path path, Map<String, String> headers) implements Response {}

  /**
   * An endless {@code text/event-stream}: what the feed holds after the given id, then what comes.
   * The people's door only.
   *
   * @param after the id of the last event that the reader has; the stream begins behind it
   */
  record Events(EventFeed feed, EventFilter filter, long after, Map<String, String> headers)
      implements Response {}
}
