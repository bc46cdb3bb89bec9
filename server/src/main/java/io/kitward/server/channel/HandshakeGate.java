package io.kitward.server.channel;

import io.kitward.server.channel.DoorMeters.Refusal;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands behind TLS until the handshake is done: HTTP begins only for a visitor whose
 * certificate is accepted and names a node.
 */
// A write or close that fails takes the connection down, and that is handled where it is seen.
@SuppressWarnings("FutureReturnValueIgnored")
final class HandshakeGate extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(HandshakeGate.class);

  private final DoorParts door;

  HandshakeGate(DoorParts door) {
    this.door = door;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        enter(context);
      } else {
        failed(context, handshake.cause());
      }
    } else if (event instanceof Drain) {
      context.close();
    } else {
      super.userEventTriggered(context, event);
    }
  }

  private void enter(ChannelHandlerContext context) {
    try {
      Visitor visitor = visitor(context);
      boolean fits =
          door.guests().named(context.channel(), visitor, door.limits().connectionsPerNode());
      // Named before it is judged: a recheck at this moment sees it or this judgement does.
      Optional<String> refusal = visitor.refusal(door.config().refusal());
      if (refusal.isPresent()) {
        refuse(context, Refusal.CERTIFICATE, visitor.identity() + ": " + refusal.get());
      } else if (!fits) {
        refuse(
            context,
            Refusal.CONNECTIONS,
            "%s holds %d connections already"
                .formatted(visitor.identity(), door.limits().connectionsPerNode()));
      } else {
        serve(context, visitor);
      }
    } catch (SSLPeerUnverifiedException | IllegalArgumentException e) {
      refuse(context, Refusal.CERTIFICATE, Plain.reason(e));
    }
  }

  private static Visitor visitor(ChannelHandlerContext context) throws SSLPeerUnverifiedException {
    Certificate[] peer =
        context.pipeline().get(SslHandler.class).engine().getSession().getPeerCertificates();
    var chain =
        Arrays.stream(peer)
            .filter(X509Certificate.class::isInstance)
            .map(X509Certificate.class::cast)
            .toList();
    return new Visitor(Visitor.identity(chain.getFirst()), chain, address(context));
  }

  private void serve(ChannelHandlerContext context, Visitor visitor) {
    ChannelPipeline pipeline = context.pipeline();
    pipeline.addLast(
        new HttpServerCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(DoorLimits.REQUEST_LINE)
                .setMaxHeaderSize(DoorLimits.HEADERS)),
        new FlowControlHandler(),
        new WriteTimeoutHandler(door.limits().requestTimeout().toMillis(), TimeUnit.MILLISECONDS),
        new ChunkedWriteHandler(),
        new RequestReader(door, visitor));
    pipeline.remove(this);
  }

  private void failed(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof ClosedChannelException) {
      LOG.debug("{} went away before the TLS handshake was done", address(context));
      return;
    }
    String reason = Plain.reason(cause);
    refuse(
        context,
        Refusal.HANDSHAKE,
        reason.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")
            ? "it sent no client certificate"
            : reason);
  }

  private void refuse(ChannelHandlerContext context, Refusal refusal, String reason) {
    door.meters().refused(refusal);
    LOG.info("{} is refused at the node door: {}", address(context), reason);
    context.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("{}: {}", address(context), Plain.reason(cause));
    context.close();
  }

  private static String address(ChannelHandlerContext context) {
    return context.channel().remoteAddress() instanceof InetSocketAddress there
            && there.getAddress() != null
        ? there.getAddress().getHostAddress()
        : String.valueOf(context.channel().remoteAddress());
  }
}
