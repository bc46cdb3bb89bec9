package io.kitward.server.channel;

import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which native parts the door uses; without one it does the same by the JDK's means, at more cost.
 */
record Natives(boolean epoll, boolean boringSsl) {

  private static final Logger LOG = LoggerFactory.getLogger(Natives.class);

  /** Looks what is there on this machine, and logs what is missing. */
  static Natives found() {
    if (!Epoll.isAvailable()) {
      LOG.info(
          "epoll is not available, the node door uses NIO: {}", cause(Epoll.unavailabilityCause()));
    }
    if (!OpenSsl.isAvailable()) {
      LOG.warn(
          "BoringSSL is not available, the node door uses the JDK's TLS: {}",
          cause(OpenSsl.unavailabilityCause()));
    }
    return new Natives(Epoll.isAvailable(), OpenSsl.isAvailable());
  }

  private static String cause(Throwable unavailable) {
    return Plain.reason(unavailable);
  }
}
