package io.kitward.server.backend.driver;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The way to one console: straight, or through a connector of its site. No redirect is followed;
 * answers are bounded in time and size. Thread-safe.
 */
public interface Exchange extends AutoCloseable {

  /** Bytes of an answer's body, at most. */
  int LARGEST = 32 * 1024 * 1024;

  /**
   * A request.
   *
   * @param headers by name, whose case does not matter
   * @param body empty: none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Request(String method, URI uri, Map<String, String> headers, byte[] body) {
    public Request {
      Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      sorted.putAll(headers);
      headers = sorted;
    }

    /** Without a body. */
    public Request(String method, URI uri, Map<String, String> headers) {
      this(method, uri, headers, new byte[0]);
    }

    /** Without headers, which hold credentials, and without its body. */
    @Override
    public String toString() {
      return method + " " + uri;
    }
  }

  /**
   * The whole answer.
   *
   * @param headers by name, whose case does not matter; those that a driver may look at
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Answer(int status, Map<String, String> headers, byte[] body) {
    public Answer {
      Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      sorted.putAll(headers);
      headers = sorted;
    }

    /** A header's first value. */
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  /**
   * Sends a request and waits for the whole answer.
   *
   * @param limit for all of it
   * @throws java.net.http.HttpTimeoutException when there was none in time; its message says {@code
   *     no answer} or {@code no whole answer}
   * @throws javax.net.ssl.SSLException when there is no TLS, or the certificate is not believed
   * @throws java.net.ConnectException when there is no connection
   * @throws NoWayException when the console could not even be asked, see there
   * @throws IOException when the answer is too large, or the connection broke
   */
  Answer send(Request request, Duration limit) throws IOException, InterruptedException;

  /** Ends its connections, if it keeps any of its own. */
  @Override
  default void close() {}
}
