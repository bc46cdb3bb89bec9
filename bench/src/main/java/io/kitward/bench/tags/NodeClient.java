package io.kitward.bench.tags;

import io.kitward.server.pki.Credential;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.ssl.OpenSslClientContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;

/**
 * Speaks HTTP over mutual TLS to a node door on this machine. Its TLS is BoringSSL, so that little
 * of the machine goes into the nodes' own RSA signatures. Every handshake is a whole one.
 * Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure ends the connection and is seen there
final class NodeClient implements AutoCloseable {

  private static final int LARGEST_ANSWER = 1 << 20;
  private static final int LOOPS = 2;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(LOOPS, EpollIoHandler.newFactory());
  private final InetSocketAddress door;
  private final X509Certificate authority;

  /**
   * Makes it.
   *
   * @param authority the CA behind the door
   */
  NodeClient(int port, X509Certificate authority) {
    this.door = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.authority = authority;
  }

  /** What a node shows, ready for any number of its connections. */
  SslContext identity(Credential node) {
    try {
      SslContext context =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.OPENSSL)
              .protocols("TLSv1.3")
              .keyManager(node.key(), node.chain())
              .trustManager(authority)
              .endpointIdentificationAlgorithm("") // the address is given, the CA is what counts
              .build();
      ((OpenSslClientContext) context).sessionContext().setSessionCacheEnabled(false);
      return context;
    } catch (SSLException e) {
      throw new IllegalStateException("BoringSSL does not take the certificate", e);
    }
  }

  /** A connection whose handshake is done on this side. */
  CompletableFuture<NodeConnection> connect(SslContext identity) {
    var connected = new CompletableFuture<NodeConnection>();
    new Bootstrap()
        .group(loops)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                SslHandler tls = identity.newHandler(channel.alloc());
                var connection = new NodeConnection(channel);
                channel
                    .pipeline()
                    .addLast(
                        tls,
                        new HttpClientCodec(),
                        new HttpObjectAggregator(LARGEST_ANSWER),
                        connection);
                tls.handshakeFuture()
                    .addListener(
                        done -> {
                          if (done.isSuccess()) {
                            connected.complete(connection);
                          } else {
                            connected.completeExceptionally(done.cause());
                          }
                        });
              }
            })
        .connect(door)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                connected.completeExceptionally(done.cause());
              }
            });
    return connected;
  }

  /** One request over a connection of its own. */
  CompletableFuture<NodeConnection.Reply> alone(SslContext identity, NodeConnection.Ask ask) {
    return connect(identity).thenCompose(connection -> connection.send(ask, true));
  }

  @Override
  public void close() {
    loops.shutdownGracefully().awaitUninterruptibly();
  }
}
