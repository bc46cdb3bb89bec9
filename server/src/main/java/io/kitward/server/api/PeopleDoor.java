package io.kitward.server.api;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.kitward.server.api.port.Tokens;
import jakarta.servlet.DispatcherType;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The people's door: HTTPS with Javalin, for the API and, through a hook, the console. Requests run
 * on virtual threads.
 */
public final class PeopleDoor implements AutoCloseable {

  /** As much as a request line with its headers may have. */
  private static final int HEADER_LIMIT = 16 << 10;

  private final Javalin javalin;
  private final AtomicBoolean closing;

  private PeopleDoor(Javalin javalin, AtomicBoolean closing) {
    this.javalin = javalin;
    this.closing = closing;
  }

  /**
   * Opens the door.
   *
   * @param bind address and port; port 0 takes a free one
   * @param ssl holds the server's key and certificate
   * @param requestIds hands out a new id each time
   * @param joinRate how often one address may ask to join
   * @param console adds the console's pages; what is the API's never reaches them
   */
  public static PeopleDoor open(
      InetSocketAddress bind,
      SSLContext ssl,
      Router router,
      Tokens tokens,
      Supplier<String> requestIds,
      JoinRate joinRate,
      Consumer<JavalinConfig> console) {
    var closing = new AtomicBoolean();
    var filter = new PeopleFilter(router, tokens, requestIds, joinRate, closing::get);
    var javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.concurrency.useVirtualThreads = true;
              config.http.strictContentTypes = false;
              config.jetty.addConnector((server, http) -> connector(server, http, bind, ssl));
              config.jetty.modifyServer(
                  server -> server.setErrorHandler(new ProblemPages(requestIds)));
              config.jetty.modifyServletContextHandler(
                  context -> {
                    context.getServletHandler().setDecodeAmbiguousURIs(true);
                    context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
                  });
              console.accept(config);
            });
    javalin.start();
    return new PeopleDoor(javalin, closing);
  }

  /** The port that it listens on. */
  public int port() {
    return javalin.port();
  }

  /** Ends streams and waits for what is being answered. */
  @Override
  public void close() {
    closing.set(true);
    javalin.stop();
  }

  private static Connector connector(
      Server server, HttpConfiguration http, InetSocketAddress bind, SSLContext ssl) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_LIMIT);
    // The router takes paths apart itself, before it decodes them: an escaped slash is data.
    http.setUriCompliance(UriCompliance.from("DEFAULT,AMBIGUOUS_PATH_SEPARATOR"));
    http.addCustomizer(new SecureRequestCustomizer(false));
    var context = new SslContextFactory.Server();
    context.setSslContext(ssl);
    context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    var connector =
        new ServerConnector(
            server, new SslConnectionFactory(context, "http/1.1"), new HttpConnectionFactory(http));
    connector.setHost(bind.getHostString());
    connector.setPort(bind.getPort());
    return connector;
  }
}
