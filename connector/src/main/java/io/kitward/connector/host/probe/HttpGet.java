package io.kitward.connector.host.probe;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * One GET request, without redirects, proxies or cookies. However the other side behaves, it ends
 * within {@link #LIMIT} and keeps nothing but what its reader keeps.
 */
final class HttpGet {

  /** How long an answer may take in all. */
  static final Duration LIMIT = Duration.ofSeconds(5);

  private static final int CONNECT_MILLIS = 3_000;
  private static final int HEAD_LIMIT = 64 << 10;
  private static final long BODY_LIMIT = 32L << 20;

  private HttpGet() {}

  /** Makes something of an answer. */
  interface Reader<T> {
    T read(int status, InputStream body) throws IOException;
  }

  /**
   * Asks.
   *
   * @throws IOException when there is no whole answer in time, or it is too large
   */
  static <T> T ask(URI uri, Reader<T> reader) throws IOException {
    return Bounded.call(
        LIMIT,
        () -> {
          try (Socket socket = connect(uri)) {
            socket.getOutputStream().write(request(uri).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            var in = new BufferedInputStream(socket.getInputStream(), 16_384);
            int status = status(line(in, HEAD_LIMIT));
            boolean chunked = false;
            long length = BODY_LIMIT + 1;
            int head = 0;
            for (String line = line(in, HEAD_LIMIT); !line.isEmpty(); line = line(in, HEAD_LIMIT)) {
              head += line.length();
              if (head > HEAD_LIMIT) {
                throw new IOException("its headers are larger than 64 KiB");
              }
              String header = line.toLowerCase(Locale.ROOT);
              chunked |= header.startsWith("transfer-encoding:") && header.contains("chunked");
              if (header.startsWith("content-length:")) {
                length = number(header.substring("content-length:".length()).strip(), 10);
              }
            }
            return reader.read(status, new Body(in, chunked, length));
          }
        });
  }

  private static Socket connect(URI uri) throws IOException {
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    String name = String.valueOf(uri.getHost());
    int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
    InetAddress address = InetAddress.getByName(name);
    var plain = new Socket(Proxy.NO_PROXY);
    try {
      plain.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
      plain.setSoTimeout(2 * (int) LIMIT.toMillis());
      if (!tls) {
        return plain;
      }
      SSLContext context = address.isLoopbackAddress() ? AnyCertificate.context() : trusted();
      var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true);
      if (!address.isLoopbackAddress()) {
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
      }
      socket.startHandshake();
      return socket;
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private static SSLContext trusted() throws IOException {
    try {
      return SSLContext.getDefault();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IOException("there is no TLS here", e);
    }
  }

  private static String request(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String host = uri.getHost() + (uri.getPort() > 0 ? ":" + uri.getPort() : "");
    // The older version of the protocol: the answer ends with the connection.
    return "GET "
        + path
        + query
        + " HTTP/1.0\r\nHost: "
        + host
        + "\r\nUser-Agent: kitward-connector\r\nAccept: */*\r\nConnection: close\r\n\r\n";
  }

  private static int status(String line) throws IOException {
    String[] words = line.split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/") || !words[1].matches("[0-9]{3}")) {
      throw new IOException("what answers does not speak HTTP");
    }
    return Integer.parseInt(words[1]);
  }

  private static long number(String text, int radix) throws IOException {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IOException("its answer has a length that is none", e);
    }
    throw new IOException("its answer has a length that is none");
  }

  /** A line without its end, as bytes one by one. */
  private static String line(InputStream in, int limit) throws IOException {
    var text = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("its answer ends too early");
      }
      if (text.length() >= limit) {
        throw new IOException("its headers are larger than 64 KiB");
      }
      text.append((char) next);
    }
    int end = text.length();
    return end > 0 && text.charAt(end - 1) == '\r' ? text.substring(0, end - 1) : text.toString();
  }

  /** A body of bounded size, in chunks or not. */
  private static final class Body extends InputStream {

    private final InputStream in;
    private final boolean chunked;
    private long left;
    private long total;

    Body(InputStream in, boolean chunked, long length) {
      this.in = in;
      this.chunked = chunked;
      this.left = chunked ? 0 : length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (chunked && left == 0) {
        if (total > 0) {
          line(in, HEAD_LIMIT);
        }
        String size = line(in, HEAD_LIMIT);
        int semicolon = size.indexOf(';');
        left = number((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
      }
      if (left == 0) {
        return -1;
      }
      int count = in.read(into, offset, (int) Math.min(length, left));
      if (count > 0) {
        left -= count;
        total += count;
      }
      if (total > BODY_LIMIT) {
        throw new IOException("its answer is larger than 32 MiB");
      }
      return count;
    }
  }
}
