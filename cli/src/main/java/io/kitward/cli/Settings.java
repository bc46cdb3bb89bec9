package io.kitward.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Which server a command talks to, and with what.
 *
 * @param ca the certificate that the server's must be signed by; empty for the system's own
 * @param tokenFile holds the token alone; empty for none
 */
record Settings(URI server, Optional<Path> ca, Optional<Path> tokenFile) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  /** Settings from flags, else from the environment, else from the current context. */
  static Settings of(
      Optional<String> server,
      Optional<String> ca,
      Optional<String> tokenFile,
      Optional<String> context,
      Surroundings surroundings) {
    ContextFile file = ContextFile.of(surroundings);
    // A server named outright is not mixed with a context's token: it would be sent to a stranger.
    Optional<String> named = first(server, variable(surroundings, "KITWARD_SERVER"));
    ContextFile.Context base =
        named.isPresent() && context.isEmpty() ? ContextFile.Context.EMPTY : file.context(context);
    String url = named.or(base::serverUrl).orElseThrow(Settings::unset);
    return new Settings(
        uri(url),
        first(ca, variable(surroundings, "KITWARD_CA")).or(base::caFile).map(Path::of),
        first(tokenFile, variable(surroundings, "KITWARD_TOKEN_FILE"))
            .or(base::token)
            .map(Path::of));
  }

  private static Failure unset() {
    return new Failure(
        Exit.USAGE,
        "no-server",
        "No server is set.",
        "kitward context set NAME --server https://HOST:8443 --ca FILE --token-file FILE");
  }

  private static URI uri(String url) {
    try {
      URI uri = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
      boolean plain = "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost());
      if (uri.getHost() != null && ("https".equals(uri.getScheme()) || plain)) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // said below
    }
    throw new Failure(
        Exit.USAGE,
        "server-url",
        "“" + url + "” is not an https:// URL.",
        "Write https://HOST:8443");
  }

  private static Optional<String> variable(Surroundings surroundings, String name) {
    return Optional.of(surroundings.variable(name)).filter(value -> !value.isEmpty());
  }

  private static Optional<String> first(Optional<String> one, Optional<String> other) {
    return one.isPresent() ? one : other;
  }
}
