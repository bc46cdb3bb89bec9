package io.kitward.bench.tags;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** One connection of a node; requests are answered in their order. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure ends the connection and is seen there
final class NodeConnection extends SimpleChannelInboundHandler<FullHttpResponse> {

  /** A request. */
  @SuppressWarnings("ArrayRecordComponent") // a request is never compared
  record Ask(HttpMethod method, String path, byte[] body) {

    static Ask get(String path) {
      return new Ask(HttpMethod.GET, path, new byte[0]);
    }

    static Ask put(String path, byte[] body) {
      return new Ask(HttpMethod.PUT, path, body);
    }
  }

  /** An answer, and when its last byte was here by {@link System#nanoTime}. */
  @SuppressWarnings("ArrayRecordComponent") // an answer is never compared
  record Reply(int status, byte[] body, long at) {}

  private final Channel channel;
  private final CompletableFuture<Long> ended = new CompletableFuture<>();

  /** Those that were sent and not answered; only touched on the channel's loop. */
  private final Queue<CompletableFuture<Reply>> awaited = new ArrayDeque<>();

  NodeConnection(Channel channel) {
    this.channel = channel;
  }

  /**
   * Sends a request.
   *
   * @param last whether the connection shall end after it
   */
  CompletableFuture<Reply> send(Ask ask, boolean last) {
    var request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, ask.method(), ask.path(), Unpooled.wrappedBuffer(ask.body()));
    request.headers().set(HttpHeaderNames.HOST, "localhost");
    request.headers().set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON);
    if (ask.body().length > 0) {
      request.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
      HttpUtil.setContentLength(request, ask.body().length);
    }
    HttpUtil.setKeepAlive(request, !last);
    var reply = new CompletableFuture<Reply>();
    channel
        .eventLoop()
        .execute(
            () -> {
              if (ended.isDone()) {
                reply.completeExceptionally(new ClosedChannelException());
              } else {
                awaited.add(reply);
                channel.writeAndFlush(request);
              }
            });
    return reply;
  }

  /** When it was closed by {@link System#nanoTime}, whoever did it. */
  CompletableFuture<Long> ended() {
    return ended;
  }

  void close() {
    channel.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
    CompletableFuture<Reply> reply = awaited.poll();
    if (reply == null) {
      context.close();
      return;
    }
    byte[] body = ByteBufUtil.getBytes(response.content());
    reply.complete(new Reply(response.status().code(), body, System.nanoTime()));
    if (!HttpUtil.isKeepAlive(response)) {
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended.complete(System.nanoTime());
    awaited.forEach(reply -> reply.completeExceptionally(new ClosedChannelException()));
    awaited.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    awaited.forEach(reply -> reply.completeExceptionally(cause));
    awaited.clear();
    context.close();
  }
}
