package io.kitward.server.channel;

import io.kitward.server.channel.Inbox.Item;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import opamp.proto.v1.Opamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of a session once it is a WebSocket: frames in and out, pings, back-pressure. Its
 * state belongs to the event loop.
 */
// A write or close that fails takes the connection down, and that is handled where it is seen.
@SuppressWarnings("FutureReturnValueIgnored")
final class SessionHandler extends SimpleChannelInboundHandler<WebSocketFrame> implements Wire {

  private static final Logger LOG = LoggerFactory.getLogger(SessionHandler.class);
  private static final int MISSED_PINGS = 3;
  private static final int TOO_BIG = 1009;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int GOING_AWAY = 1001;

  /** How long a peer has to answer a goodbye. */
  private static final int GOODBYE_SECONDS = 2;

  private final DoorParts door;
  private final Visitor visitor;
  private final Channel channel;
  private final Session session;
  private int silent;
  private boolean spoke;
  private boolean closing;
  private volatile boolean paused;
  private @Nullable Future<?> pings;
  private @Nullable Future<?> firstMessage;

  private SessionHandler(DoorParts door, Visitor visitor, Channel channel) {
    this.door = door;
    this.visitor = visitor;
    this.channel = channel;
    session = new Session(door, visitor, this);
    channel.attr(Session.KEY).set(session);
  }

  static boolean upgrades(HttpRequest request) {
    return request
        .headers()
        .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }

  /** Makes the connection a WebSocket, without extensions. */
  static void upgrade(
      ChannelHandlerContext context, HttpRequest request, DoorParts door, Visitor visitor) {
    var decoder =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(door.limits().maxMessage())
            .allowExtensions(false)
            .closeOnProtocolViolation(false)
            .build();
    Channel channel = context.channel();
    var whole =
        new DefaultFullHttpRequest(
            request.protocolVersion(),
            request.method(),
            request.uri(),
            Unpooled.EMPTY_BUFFER,
            request.headers(),
            request.headers().copy().clear());
    var handshaker =
        new WebSocketServerHandshakerFactory("wss://node-door" + request.uri(), null, decoder)
            .newHandshaker(whole);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(channel)
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    try {
      handshaker
          .handshake(channel, whole)
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  begin(context.pipeline(), door, visitor);
                } else {
                  context.close();
                }
              });
    } catch (WebSocketHandshakeException e) {
      LOG.info("{}: no WebSocket: {}", visitor.identity(), e.getMessage());
      context.close();
    }
  }

  private static void begin(ChannelPipeline pipeline, DoorParts door, Visitor visitor) {
    pipeline.remove(WriteTimeoutHandler.class);
    pipeline.remove(ChunkedWriteHandler.class);
    pipeline.remove(RequestReader.class);
    pipeline.addLast(
        new WebSocketFrameAggregator(door.limits().maxMessage()),
        new SessionHandler(door, visitor, pipeline.channel()));
    pipeline.channel().config().setAutoRead(true);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    long interval = door.limits().pingInterval().toNanos();
    pings =
        context
            .executor()
            .scheduleAtFixedRate(this::ping, interval, interval, TimeUnit.NANOSECONDS);
    Duration patience = door.limits().requestTimeout();
    firstMessage =
        context
            .executor()
            .schedule(
                () -> session.end(Session.POLICY, "no message within " + patience),
                patience.toNanos(),
                TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    cancel(pings);
    cancel(firstMessage);
    session.take(Item.End.GONE);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    silent = 0;
    if (frame instanceof CloseWebSocketFrame) {
      if (!closing) {
        closing = true;
        context.writeAndFlush(frame.retain());
      }
      context.close();
      return;
    }
    if (closing) {
      return;
    }
    switch (frame) {
      case PingWebSocketFrame ping -> {
        if (channel.isWritable()) {
          context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        }
        session.take(Item.Sign.ALIVE);
      }
      case PongWebSocketFrame _ -> session.take(Item.Sign.ALIVE);
      case BinaryWebSocketFrame binary ->
          message(new Item.Frame(ByteBufUtil.getBytes(binary.content())));
      default -> message(new Item.Noise("a text frame; OpAMP messages are binary"));
    }
  }

  private void message(Item item) {
    if (!spoke) {
      spoke = true;
      cancel(firstMessage);
    }
    session.take(item);
    if (session.inbox().full()) {
      paused = true;
      channel.config().setAutoRead(false);
      // The worker may have emptied the inbox before it could see that reading stopped.
      resume();
    }
  }

  @Override
  public void resume() {
    if (paused) {
      onEventLoop(
          () -> {
            if (paused && session.inbox().roomy()) {
              paused = false;
              channel.config().setAutoRead(true);
            }
          });
    }
  }

  private void ping() {
    // While we do not read, the silence is ours.
    if (closing || paused) {
      return;
    }
    if (silent >= MISSED_PINGS) {
      LOG.debug("{} gave no sign of life, its session ends", visitor.identity());
      channel.close();
      return;
    }
    silent++;
    if (channel.isWritable()) {
      channel.writeAndFlush(new PingWebSocketFrame());
    }
  }

  @Override
  public void flush() {
    onEventLoop(() -> send(false));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    send(false);
  }

  private void send(boolean regardless) {
    while (!closing && (regardless || channel.isWritable())) {
      Opamp.ServerToAgent message = session.outbox().take();
      if (message == null) {
        return;
      }
      door.meters().sent.increment();
      channel.writeAndFlush(
          new BinaryWebSocketFrame(Unpooled.wrappedBuffer(Framing.write(message))));
    }
  }

  @Override
  public void close(int code, String reason) {
    onEventLoop(() -> goodbye(code, reason));
  }

  private void goodbye(int code, String reason) {
    if (closing) {
      return;
    }
    send(true);
    closing = true;
    paused = false;
    channel.config().setAutoRead(true);
    channel.writeAndFlush(new CloseWebSocketFrame(code, shortened(reason)));
    channel.eventLoop().schedule(() -> channel.close(), GOODBYE_SECONDS, TimeUnit.SECONDS);
  }

  /** A close frame holds 123 bytes of text. */
  private static String shortened(String reason) {
    String ascii = reason.replaceAll("[^ -~]", "?");
    return ascii.length() <= 123 ? ascii : ascii.substring(0, 120) + "...";
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof Drain) {
      goodbye(GOING_AWAY, "the server is closing");
    } else {
      super.userEventTriggered(context, event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    String reason = Plain.reason(cause);
    switch (cause) {
      case TooLongFrameException _ -> bad(TOO_BIG, reason);
      case CorruptedWebSocketFrameException bad ->
          bad(bad.closeStatus().code() == TOO_BIG ? TOO_BIG : PROTOCOL_ERROR, reason);
      default -> {
        LOG.debug("{}: the session ends: {}", visitor.identity(), reason);
        context.close();
      }
    }
  }

  private void bad(int code, String reason) {
    LOG.info("{}: the session ends: {}", visitor.identity(), reason);
    door.meters().unreadable.increment();
    session.end(code, reason);
  }

  private void onEventLoop(Runnable task) {
    if (channel.eventLoop().inEventLoop()) {
      task.run();
    } else if (!channel.eventLoop().isShuttingDown()) {
      channel.eventLoop().execute(task);
    }
  }

  private static void cancel(@Nullable Future<?> task) {
    if (task != null) {
      task.cancel(false);
    }
  }
}
