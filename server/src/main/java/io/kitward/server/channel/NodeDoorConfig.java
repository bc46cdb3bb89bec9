package io.kitward.server.channel;

import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Where the node door is, who it is, and whom it lets in.
 *
 * @param bind the address to listen on; port 0 picks a free one
 * @param key the door's private key, P-256 where possible
 * @param chain the door's certificate first, then its intermediates
 * @param trust judges client certificates in the handshake; must follow changes of CA and CRL by
 *     itself
 * @param refusal why a client chain (leaf first) is not accepted now, or empty when it is; asked
 *     after each handshake and on {@link Channel#recheck}; must not block
 */
public record NodeDoorConfig(
    InetSocketAddress bind,
    PrivateKey key,
    List<X509Certificate> chain,
    X509ExtendedTrustManager trust,
    Function<X509Certificate[], Optional<String>> refusal,
    DoorLimits limits) {

  public NodeDoorConfig {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException(
          "the node door needs its own certificate: the chain is empty");
    }
  }
}
