package io.kitward.server.channel;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.stream.ChunkedFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reply that is ready to be written: its file is open, its headers are checked.
 *
 * @param response whole, or only the head when a file follows
 */
record Answer(HttpResponse response, @Nullable ChunkedFile file) {

  private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

  /** What the door says itself, and what it never says. */
  private static final Set<String> RESERVED =
      Set.of("connection", "content-length", "keep-alive", "retry-after", "transfer-encoding");

  private static final int CHUNK = 64 * 1024;

  int status() {
    return response.status().code();
  }

  /** Has a request answered; whatever goes wrong becomes a problem too. Blocks. */
  static Answer to(NodeHttpRequest request, NodeHttp http, boolean head) {
    try {
      return switch (http.handle(request)) {
        case NodeHttpReply.Whole whole -> whole(whole, head);
        case NodeHttpReply.FileReply reply -> file(reply, head, from(request));
      };
    } catch (FileNotFoundException e) {
      LOG.warn("{} {}: {}", request.method(), Plain.text(request.uri()), e.getMessage());
      return whole(http.refusal(DoorProblem.FILE_MISSING, "the file cannot be read"), head);
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("{} {} failed", request.method(), Plain.text(request.uri()), e);
      return whole(http.refusal(DoorProblem.INTERNAL, "the request could not be answered"), head);
    }
  }

  /** A refusal of the door itself. */
  static Answer of(NodeHttpReply.Whole reply, Map<String, String> more) {
    Answer answer = whole(reply, false);
    more.forEach(answer.response().headers()::set);
    return answer;
  }

  /**
   * The answer to an agent that polls. One that is to come back later gets status 503 with the time
   * in {@code Retry-After} too: not every client reads the message of such an answer.
   */
  static Answer of(Poll.Answer answer, Duration wait) {
    boolean later = answer.unavailable();
    var reply =
        new NodeHttpReply.Whole(
            later ? 503 : 200,
            Map.of("content-type", PollRequest.TYPE, "cache-control", "no-store"),
            answer.message().toByteArray());
    var more = new HashMap<String, String>();
    if (later) {
      more.put("retry-after", Long.toString(answer.retryAfterSeconds()));
    }
    if (wait.isPositive()) {
      more.put("preference-applied", "wait=" + wait.toSeconds());
    }
    return of(reply, more);
  }

  private static Answer whole(NodeHttpReply.Whole reply, boolean head) {
    boolean bare = reply.status() == 204 || reply.status() == 304;
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.status()),
            bare || head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(reply.body()));
    copyHeaders(reply, response);
    if (!bare) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
    }
    return new Answer(response, null);
  }

  // The file is closed by the chunked input, or below when that is never made.
  @SuppressWarnings("resource")
  private static Answer file(NodeHttpReply.FileReply reply, boolean head, long wanted)
      throws IOException {
    var file = new RandomAccessFile(reply.file().toFile(), "r");
    try {
      long length = file.length();
      // A download that was cut off goes on where it ended.
      long from = reply.status() == 200 && wanted < length ? wanted : 0;
      var status = HttpResponseStatus.valueOf(from > 0 ? 206 : reply.status());
      HttpResponse response =
          head
              ? new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status)
              : new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
      copyHeaders(reply, response);
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, length - from);
      if (from > 0) {
        response
            .headers()
            .set(
                HttpHeaderNames.CONTENT_RANGE, "bytes " + from + "-" + (length - 1) + "/" + length);
      }
      if (head) {
        file.close();
        return new Answer(response, null);
      }
      return new Answer(response, new ChunkedFile(file, from, length - from, CHUNK));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** The first byte that is wanted; any other kind of range is answered with the whole file. */
  private static long from(NodeHttpRequest request) {
    String range = String.join(",", request.headers().getOrDefault("range", List.of()));
    return range.matches("bytes=[0-9]{1,15}-")
        ? Long.parseLong(range.substring(6, range.length() - 1))
        : 0;
  }

  private static void copyHeaders(NodeHttpReply reply, HttpResponse response) {
    reply
        .headers()
        .forEach(
            (name, value) -> {
              if (!RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
                response.headers().set(name, value);
              }
            });
  }

  /** Lets go of an answer that is never written. */
  void discard() {
    if (file != null) {
      try {
        file.close();
      } catch (Exception e) {
        LOG.debug("a file that was not sent could not be closed", e);
      }
    }
  }

  /** Writes it; done when the last byte is with the system. On the connection's event loop. */
  ChannelFuture write(ChannelHandlerContext context, boolean keepAlive) {
    HttpUtil.setKeepAlive(response, keepAlive);
    if (file == null) {
      return context.writeAndFlush(response);
    }
    context.write(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    return context.writeAndFlush(new HttpChunkedInput(file));
  }
}
