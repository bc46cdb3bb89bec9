package io.kitward.server.channel;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Reads the HTTP of an OpAMP request by polling: its type, its coding, how long it would wait. */
final class PollRequest {

  static final String TYPE = "application/x-protobuf";

  /** Below what proxies commonly allow a request to take. */
  private static final int LONGEST_WAIT_SECONDS = 25;

  /** RFC 7240 section 4.3. */
  private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})\"?");

  private PollRequest() {}

  /**
   * The message's bytes.
   *
   * @throws Polls.Refused when they are of another type or coding, or too many
   */
  static byte[] message(HttpRequest request, byte[] body, int atMost) {
    CharSequence type = HttpUtil.getMimeType(request);
    if (type == null || !TYPE.contentEquals(type.toString().toLowerCase(Locale.ROOT))) {
      throw new Polls.Refused(
          DoorProblem.CONTENT_TYPE_UNSUPPORTED, "the content type is not " + TYPE);
    }
    String coding = request.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    byte[] message =
        switch (coding.toLowerCase(Locale.ROOT)) {
          case "identity" -> body;
          case "gzip" -> unzipped(body, atMost);
          default ->
              throw new Polls.Refused(
                  DoorProblem.CONTENT_TYPE_UNSUPPORTED, "the content coding is not gzip");
        };
    if (message.length > atMost) {
      throw new Polls.Refused(
          DoorProblem.BODY_TOO_LARGE, "a message may have %,d bytes".formatted(atMost));
    }
    return message;
  }

  private static byte[] unzipped(byte[] body, int atMost) {
    try (var zipped = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return zipped.readNBytes(atMost + 1);
    } catch (IOException e) {
      throw new Polls.Refused(
          DoorProblem.REQUEST_MALFORMED, "the body is no gzip: " + Plain.reason(e));
    }
  }

  /** How long the answer may wait for something to say: {@code Prefer: wait=20}. */
  static Duration wait(HttpHeaders headers) {
    for (String preference : headers.getAll("prefer")) {
      Matcher wait = WAIT.matcher(preference);
      if (wait.find()) {
        return Duration.ofSeconds(Math.min(LONGEST_WAIT_SECONDS, Integer.parseInt(wait.group(1))));
      }
    }
    return Duration.ZERO;
  }
}
