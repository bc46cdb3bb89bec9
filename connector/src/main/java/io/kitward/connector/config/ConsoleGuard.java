package io.kitward.connector.config;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Holds a console that the server wants to ask through this node against the node's limits. */
record ConsoleGuard(Limits limits) {

  private static final String CLOUD = "fd00:ec2:";

  Optional<String> refusal(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean known = scheme.equals("http") || scheme.equals("https");
    if (!known || uri.getHost() == null || uri.getRawUserInfo() != null) {
      return Optional.of("only http and https urls of a host may be asked through a connector");
    }
    if (Guard.linkLocal(uri.toString())) {
      return Optional.of(uri.getHost() + " is no console, and may not be asked");
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("http") ? 80 : 443;
    String place = host + ":" + port;
    if (!limits.consoles().limited()) {
      return limited()
          ? Optional.of(
              "this node has limits, and limits.consoles among them does not name " + place)
          : Optional.empty();
    }
    return limits.consoles().allows(host) || limits.consoles().allows(place)
        ? Optional.empty()
        : Optional.of("this node's limits.consoles do not allow " + place);
  }

  /** Whether the owner has said of anything else what a server may do here. */
  private boolean limited() {
    return Stream.of(
            limits.services(),
            limits.paths(),
            limits.hooks(),
            limits.repositories(),
            limits.packages(),
            limits.accounts())
        .anyMatch(Allowed::limited);
  }

  /** Where clouds hand out credentials, among others. */
  static boolean forbidden(InetAddress address) {
    return address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || address.getHostAddress().startsWith(CLOUD);
  }
}
