package io.kitward.server.channel;

import io.kitward.protocol.OpAmp;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side of one connection: collects a request, has it answered on a virtual thread, and
 * reads on only then. A connection has the limits' request time for each whole request.
 */
// A write or close that fails takes the connection down, and that is handled where it is seen.
@SuppressWarnings("FutureReturnValueIgnored")
final class RequestReader extends SimpleChannelInboundHandler<HttpObject> {

  private static final Logger LOG = LoggerFactory.getLogger(RequestReader.class);
  private static final int LINGER_SECONDS = 2;

  private enum Phase {
    READING,
    /** A request is being answered; nothing is read meanwhile. */
    ANSWERING,
    /**
     * A request was refused before it was whole; the rest is dropped, so that the peer reads on.
     */
    DROPPING
  }

  private final DoorParts door;
  private final Visitor visitor;
  private Phase phase = Phase.READING;
  private volatile boolean draining;
  private @Nullable HttpRequest head;
  private ByteBuf body = Unpooled.EMPTY_BUFFER;
  private @Nullable Future<?> deadline;

  RequestReader(DoorParts door, Visitor visitor) {
    this.door = door;
    this.visitor = visitor;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    awaitRequest(context);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    cancelDeadline();
    forget();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (phase == Phase.DROPPING) {
      if (part instanceof LastHttpContent) {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      }
      return;
    }
    if (part.decoderResult().isFailure()) {
      malformed(context, part.decoderResult().cause());
      return;
    }
    if (part instanceof HttpRequest request) {
      begin(context, request);
    }
    if (part instanceof HttpContent content && phase == Phase.READING) {
      more(context, content);
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest request) {
    head = request;
    body = context.alloc().buffer(0);
    String expect = request.headers().get(HttpHeaderNames.EXPECT);
    if (HttpUtil.getContentLength(request, 0L) > door.limits().maxBody()) {
      tooLarge(context);
    } else if (expect != null && !HttpUtil.is100ContinueExpected(request)) {
      refuse(context, DoorProblem.EXPECTATION_FAILED, "Expect: " + expect, LINGER_SECONDS);
    } else if (expect != null) {
      context.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  private void more(ChannelHandlerContext context, HttpContent content) {
    if (body.readableBytes() + content.content().readableBytes() > door.limits().maxBody()) {
      tooLarge(context);
      return;
    }
    body.writeBytes(content.content());
    if (content instanceof LastHttpContent && head != null) {
      complete(context, head);
    }
  }

  private void complete(ChannelHandlerContext context, HttpRequest request) {
    phase = Phase.ANSWERING;
    context.channel().config().setAutoRead(false);
    cancelDeadline();
    byte[] bytes = new byte[body.readableBytes()];
    body.readBytes(bytes);
    forget();
    if (path(request).equals(OpAmp.PATH)) {
      opamp(context, request, bytes);
      return;
    }
    var whole =
        new NodeHttpRequest(
            request.method().name(), request.uri(), headers(request), bytes, visitor.identity());
    boolean head = request.method().equals(HttpMethod.HEAD);
    boolean keep = HttpUtil.isKeepAlive(request);
    try {
      door.work()
          .execute(
              () -> {
                later(context, Answer.to(whole, door.http(), head), keep);
              });
    } catch (RejectedExecutionException e) {
      LOG.debug("the door is closed, a request is not answered", e);
      context.close();
    }
  }

  private void opamp(ChannelHandlerContext context, HttpRequest request, byte[] bytes) {
    if (request.method().equals(HttpMethod.POST)) {
      poll(context, request, bytes);
    } else if (!request.method().equals(HttpMethod.GET)) {
      var reply =
          door.http()
              .refusal(
                  DoorProblem.METHOD_NOT_ALLOWED,
                  "OpAMP is spoken here over WebSocket, GET with Upgrade, or by polling, POST");
      write(context, Answer.of(reply, Map.of("allow", "GET, POST")), false);
    } else if (!SessionHandler.upgrades(request)) {
      var reply =
          door.http()
              .refusal(DoorProblem.UPGRADE_REQUIRED, "the request does not ask for WebSocket");
      write(context, Answer.of(reply, Map.of("upgrade", "websocket")), false);
    } else if (draining) {
      context.close();
    } else {
      SessionHandler.upgrade(context, request, door, visitor);
    }
  }

  private void poll(ChannelHandlerContext context, HttpRequest request, byte[] bytes) {
    boolean keep = HttpUtil.isKeepAlive(request);
    Duration wait = draining ? Duration.ZERO : PollRequest.wait(request.headers());
    try {
      door.work()
          .execute(
              () -> {
                try {
                  door.polls()
                      .hear(
                          door,
                          visitor,
                          PollRequest.message(request, bytes, door.limits().maxMessage()),
                          wait,
                          context.executor(),
                          answer -> later(context, Answer.of(answer, wait), keep));
                } catch (Polls.Refused e) {
                  door.meters().unreadable.increment();
                  LOG.info("{} polls in vain: {}", visitor.identity(), e.getMessage());
                  String detail = String.valueOf(e.getMessage());
                  Answer answer = Answer.of(door.http().refusal(e.problem(), detail), Map.of());
                  later(context, answer, keep);
                }
              });
    } catch (RejectedExecutionException e) {
      LOG.debug("the door is closed, a request is not answered", e);
      context.close();
    }
  }

  /** Writes an answer on the connection's event loop. */
  private void later(ChannelHandlerContext context, Answer answer, boolean keep) {
    try {
      context.executor().execute(() -> write(context, answer, keep));
    } catch (RejectedExecutionException e) {
      LOG.debug("the door closed before an answer was sent", e);
      answer.discard();
    }
  }

  private void write(ChannelHandlerContext context, Answer answer, boolean keep) {
    door.meters().answered(answer.status());
    boolean again = keep && !draining && phase == Phase.ANSWERING;
    answer
        .write(context, again)
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                context.close();
              } else if (again && !draining) {
                phase = Phase.READING;
                awaitRequest(context);
                context.channel().config().setAutoRead(true);
              } else if (phase == Phase.ANSWERING) {
                context.close();
              }
            });
  }

  private void malformed(ChannelHandlerContext context, Throwable cause) {
    boolean long_ = cause instanceof TooLongFrameException;
    refuse(
        context,
        long_ ? DoorProblem.HEADERS_TOO_LARGE : DoorProblem.REQUEST_MALFORMED,
        long_
            ? "a request line may have %,d bytes and all headers %,d"
                .formatted(DoorLimits.REQUEST_LINE, DoorLimits.HEADERS)
            : Plain.reason(cause),
        LINGER_SECONDS);
  }

  private void tooLarge(ChannelHandlerContext context) {
    refuse(
        context,
        DoorProblem.BODY_TOO_LARGE,
        "a body may have %,d bytes".formatted(door.limits().maxBody()),
        door.limits().requestTimeout().toSeconds());
  }

  /** Answers before the request is whole, and closes when its end, or the time for it, is there. */
  private void refuse(
      ChannelHandlerContext context, DoorProblem problem, String detail, long lingerSeconds) {
    phase = Phase.DROPPING;
    forget();
    cancelDeadline();
    LOG.info("{}: {}: {}", visitor.identity(), problem.code(), detail);
    write(context, Answer.of(door.http().refusal(problem, detail), Map.of()), false);
    deadline = context.executor().schedule(() -> context.close(), lingerSeconds, TimeUnit.SECONDS);
  }

  private void awaitRequest(ChannelHandlerContext context) {
    deadline =
        context
            .executor()
            .schedule(
                () -> late(context),
                door.limits().requestTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void late(ChannelHandlerContext context) {
    if (head == null) {
      context.close();
    } else {
      refuse(
          context,
          DoorProblem.REQUEST_TIMEOUT,
          "a whole request has to be here within " + door.limits().requestTimeout(),
          LINGER_SECONDS);
    }
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private void forget() {
    head = null;
    body.release();
    body = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof Drain) {
      draining = true;
      if (phase == Phase.READING) {
        context.close();
      }
    } else {
      super.userEventTriggered(context, event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("{}: the connection ends: {}", visitor.identity(), Plain.reason(cause));
    context.close();
  }

  private static String path(HttpRequest request) {
    int query = request.uri().indexOf('?');
    return query < 0 ? request.uri() : request.uri().substring(0, query);
  }

  private static Map<String, List<String>> headers(HttpRequest request) {
    var headers = new TreeMap<String, List<String>>();
    for (Map.Entry<String, String> header : request.headers()) {
      headers
          .computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(header.getValue());
    }
    return headers;
  }
}
