package io.kitward.connector.link;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kitward.protocol.OpAmp;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import opamp.proto.v1.Opamp;

/** An OpAMP server for tests: keeps what it hears and sends what it is told to. */
@SuppressWarnings("FutureReturnValueIgnored") // a lost connection shows in what is heard
final class TinyServer implements AutoCloseable {

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final List<Opamp.AgentToServer> heard = new CopyOnWriteArrayList<>();
  private final List<Channel> connections = new CopyOnWriteArrayList<>();
  private final Channel listening;
  private final List<FullHttpRequest> polls = new CopyOnWriteArrayList<>();
  private volatile boolean sockets = true;
  private volatile int pollStatus = 200;
  private volatile Answer answer = message -> Opamp.ServerToAgent.getDefaultInstance();

  /** What the server answers. */
  interface Answer {
    Opamp.ServerToAgent to(Opamp.AgentToServer message);
  }

  TinyServer(SSLContext tls, InetSocketAddress address) {
    listening =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    SSLEngine engine = tls.createSSLEngine();
                    engine.setUseClientMode(false);
                    engine.setNeedClientAuth(true);
                    channel
                        .pipeline()
                        .addLast(
                            new SslHandler(engine),
                            new HttpServerCodec(),
                            new HttpObjectAggregator(1 << 16),
                            new Requests(),
                            new WebSocketServerProtocolHandler(
                                WebSocketServerProtocolConfig.newBuilder()
                                    .websocketPath(OpAmp.PATH)
                                    .maxFramePayloadLength(16 << 20)
                                    .build()),
                            new Listener());
                  }
                })
            .bind(address)
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  List<Opamp.AgentToServer> heard() {
    return heard;
  }

  int connections() {
    return connections.size();
  }

  /** How many requests came by polling. */
  int polls() {
    return polls.size();
  }

  /** Whether WebSockets can be opened; polling can always. */
  void sockets(boolean possible) {
    sockets = possible;
  }

  void pollStatus(int now) {
    pollStatus = now;
  }

  void answer(Answer now) {
    answer = now;
  }

  void send(Opamp.ServerToAgent message) {
    connections.forEach(channel -> channel.writeAndFlush(frame(message)));
  }

  void hangUp() {
    connections.forEach(channel -> channel.close());
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    hangUp();
    group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static BinaryWebSocketFrame frame(Opamp.ServerToAgent message) {
    ByteBuf bytes = Unpooled.buffer(1 + message.getSerializedSize());
    bytes.writeByte(0).writeBytes(message.toByteArray());
    return new BinaryWebSocketFrame(bytes);
  }

  /** Answers polling at once, and WebSockets with 403 while they are impossible. */
  private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request)
        throws InvalidProtocolBufferException {
      if (request.method().equals(HttpMethod.POST)) {
        polls.add(request);
        byte[] bytes = new byte[request.content().readableBytes()];
        request.content().readBytes(bytes);
        var message = Opamp.AgentToServer.parseFrom(bytes);
        heard.add(message);
        respond(context, pollStatus, answer.to(message).toByteArray());
      } else if (sockets) {
        context.fireChannelRead(request.retain());
      } else {
        respond(context, 403, new byte[0]);
      }
    }

    private static void respond(ChannelHandlerContext context, int status, byte[] body) {
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.valueOf(status),
              Unpooled.wrappedBuffer(body));
      response.headers().set("content-length", body.length).set("retry-after", "1");
      context.writeAndFlush(response);
    }
  }

  private final class Listener extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
        connections.add(context.channel());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      connections.remove(context.channel());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, BinaryWebSocketFrame frame)
        throws InvalidProtocolBufferException {
      byte[] bytes = new byte[frame.content().readableBytes()];
      frame.content().readBytes(bytes);
      var message = Opamp.AgentToServer.parser().parseFrom(bytes, 1, bytes.length - 1);
      heard.add(message);
      Opamp.ServerToAgent said = answer.to(message);
      if (!said.equals(Opamp.ServerToAgent.getDefaultInstance())) {
        context.writeAndFlush(frame(said));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
