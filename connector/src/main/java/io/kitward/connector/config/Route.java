package io.kitward.connector.config;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The way from this node to the server: straight, or through an HTTP proxy that is asked to {@code
 * CONNECT}, so that TLS goes from end to end.
 */
public final class Route {

  /** For the answer of a proxy that is asked to {@code CONNECT}, in milliseconds. */
  private static final String PROXY_LIMIT = "15000";

  static {
    // Of these, too, the JDK takes notice once. A proxy that never answers would keep a thread.
    if (System.getProperty("sun.net.client.defaultReadTimeout") == null) {
      System.setProperty("sun.net.client.defaultReadTimeout", PROXY_LIMIT);
    }
    // The JDK reads it once, with its first client. Nobody but the proxy that the node's owner
    // named is ever shown credentials.
    if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
      System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }
  }

  /** Without a proxy. */
  public static final Route DIRECT = new Route(Optional.empty());

  private final Optional<URI> proxy;

  private Route(Optional<URI> proxy) {
    this.proxy = proxy;
  }

  /**
   * The way through a proxy.
   *
   * @param proxy {@code http://[user:password@]host:port}
   */
  public static Route through(URI proxy) {
    return new Route(Optional.of(proxy));
  }

  /**
   * The way that the configuration or else the environment names: {@code HTTPS_PROXY}, and {@code
   * NO_PROXY} for hosts that are reached without it. A proxy of the environment that cannot be read
   * counts as none.
   */
  public static Route of(
      Optional<URI> configured, Map<String, String> environment, String serverHost) {
    if (configured.isPresent()) {
      return through(configured.get());
    }
    String exempt = either(environment, "no_proxy").orElse("");
    boolean straight =
        Stream.of(exempt.split(","))
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .anyMatch(name -> matches(name, serverHost.toLowerCase(Locale.ROOT)));
    return straight
        ? DIRECT
        : either(environment, "https_proxy")
            .flatMap(Route::address)
            .map(Route::through)
            .orElse(DIRECT);
  }

  private static Optional<String> either(Map<String, String> environment, String name) {
    return Optional.ofNullable(
            environment.getOrDefault(name, environment.get(name.toUpperCase(Locale.ROOT))))
        .filter(value -> !value.isBlank());
  }

  private static boolean matches(String name, String host) {
    String domain = name.startsWith(".") ? name : "." + name;
    return name.equals("*") || (!name.isEmpty() && (host.equals(name) || host.endsWith(domain)));
  }

  /** A proxy's address; empty when this is none. */
  public static Optional<URI> address(String text) {
    try {
      URI address = URI.create(text.contains("://") ? text.strip() : "http://" + text.strip());
      boolean known = "http".equals(address.getScheme()) && address.getHost() != null;
      return Optional.of(address).filter(_ -> known && address.getPort() > 0);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A client that goes this way. */
  public HttpClient.Builder client() {
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    if (proxy.isEmpty()) {
      return client.proxy(HttpClient.Builder.NO_PROXY);
    }
    URI address = proxy.get();
    client.proxy(
        new Through(InetSocketAddress.createUnresolved(address.getHost(), address.getPort())));
    if (address.getRawUserInfo() != null) {
      client.authenticator(new Shown(address.getRawUserInfo()));
    }
    return client;
  }

  /**
   * The proxy for a socket that is to go this way; the JDK asks it to {@code CONNECT}, and shows it
   * the credentials of whichever route asked last: a connector has one.
   */
  public Optional<Proxy> socketProxy() {
    return proxy.map(
        address -> {
          if (address.getRawUserInfo() != null) {
            Authenticator.setDefault(new Shown(address.getRawUserInfo()));
          }
          // Resolved by the connection, anew each time.
          return new Proxy(
              Proxy.Type.HTTP,
              InetSocketAddress.createUnresolved(address.getHost(), address.getPort()));
        });
  }

  /** For people, without credentials. */
  @Override
  public String toString() {
    return proxy
        .map(address -> "through the proxy " + address.getHost() + ":" + address.getPort())
        .orElse("without a proxy");
  }

  private static final class Through extends ProxySelector {
    private final InetSocketAddress address;

    Through(InetSocketAddress address) {
      this.address = address;
    }

    @Override
    public List<Proxy> select(URI uri) {
      // Resolved anew for each connection.
      return List.of(
          new Proxy(
              Proxy.Type.HTTP, new InetSocketAddress(address.getHostString(), address.getPort())));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress there, IOException failure) {}
  }

  private static final class Shown extends Authenticator {
    private final String user;
    private final String password;

    Shown(String userInfo) {
      int colon = userInfo.indexOf(':');
      user = decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
      password = colon < 0 ? "" : decoded(userInfo.substring(colon + 1));
    }

    private static String decoded(String text) {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
      return getRequestorType() == RequestorType.PROXY
          ? new PasswordAuthentication(user, password.toCharArray())
          : null;
    }
  }
}
