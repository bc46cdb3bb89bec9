package io.kitward.server.api;

import io.kitward.server.access.Principal;
import io.kitward.server.api.port.Tokens;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Adapts the people's door to the router: servlet requests become request values, answers go on the
 * wire; what is not the API's is left to the console. Every answer gets the security headers.
 *
 * @param requestIds hands out a new id each time
 * @param joinRate how often one address may ask to join
 * @param closing true once the door closes, so that streams end
 */
record PeopleFilter(
    Router router,
    Tokens tokens,
    Supplier<String> requestIds,
    JoinRate joinRate,
    BooleanSupplier closing)
    implements Filter {

  private static final List<String> PREFIXES = List.of("/v1/", "/sd/", JoinRate.PREFIX + "/");
  private static final List<String> PATHS =
      List.of("/v1", "/sd", JoinRate.PREFIX, "/openapi.yaml", "/healthz", "/readyz", "/metrics");

  /** How much of a body that is too large is read and thrown away, so that the answer is seen. */
  private static final long DRAIN = 64L << 20;

  @Override
  public void doFilter(ServletRequest plain, ServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    var request = (HttpServletRequest) plain;
    var response = (HttpServletResponse) answer;
    secure(response);
    if (isApi(request.getRequestURI())) {
      response.setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
      send(answer(request), request.getMethod().equals("HEAD"), response);
    } else {
      chain.doFilter(plain, answer);
    }
  }

  private static boolean isApi(String path) {
    return PATHS.contains(path) || PREFIXES.stream().anyMatch(path::startsWith);
  }

  private static void secure(HttpServletResponse response) {
    response.setHeader("strict-transport-security", "max-age=31536000");
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("x-frame-options", "DENY");
    response.setHeader("referrer-policy", "no-referrer");
  }

  private Response answer(HttpServletRequest servlet) throws IOException {
    String requestId = requestIds.get();
    String method = servlet.getMethod();
    String path = servlet.getRequestURI();
    try {
      joinRate.admit(path, servlet.getRemoteAddr());
      int limit = router.bodyLimit(Door.PEOPLE, method, path);
      InputStream in = servlet.getInputStream();
      byte[] body = in.readNBytes(limit + 1);
      if (body.length > limit) {
        drain(in);
      }
      Map<String, String> headers = headers(servlet);
      var request =
          new Request(
              method,
              path,
              Map.of(),
              Paths.query(servlet.getQueryString() == null ? "" : servlet.getQueryString()),
              headers,
              body,
              router.isPublic(Door.PEOPLE, method, path)
                  ? new Principal.Anonymous()
                  : principal(headers.get("authorization")),
              Door.PEOPLE,
              requestId,
              servlet.getRemoteAddr());
      return withRequestId(router.handle(request), requestId);
    } catch (RuntimeException e) {
      return Failures.response(e, requestId, JsonBody.printable(method + " " + path));
    }
  }

  private static void drain(InputStream in) throws IOException {
    byte[] waste = new byte[1 << 16];
    long drained = 0;
    for (int read = 0; read >= 0 && drained < DRAIN; drained += read) {
      read = in.read(waste);
    }
  }

  private static Map<String, String> headers(HttpServletRequest servlet) {
    var headers = new LinkedHashMap<String, String>();
    for (String name : Collections.list(servlet.getHeaderNames())) {
      headers.put(
          name.toLowerCase(Locale.ROOT),
          String.join(", ", Collections.list(servlet.getHeaders(name))));
    }
    return headers;
  }

  private Principal principal(@org.jspecify.annotations.Nullable String authorization) {
    if (authorization == null) {
      return new Principal.Anonymous();
    }
    String[] parts = authorization.strip().split(" +", 2);
    if (parts.length == 2 && parts[0].equalsIgnoreCase("bearer")) {
      var principal = tokens.verify(parts[1].strip());
      if (principal.isPresent()) {
        return principal.get();
      }
    }
    throw new ApiException(
            ErrorCode.CREDENTIAL_INVALID,
            parts[0].equalsIgnoreCase("bearer")
                ? "The token is not known or was revoked."
                : "The Authorization header must be: Bearer TOKEN.")
        .header("www-authenticate", "Bearer realm=\"kitward\", error=\"invalid_token\"");
  }

  private static Response withRequestId(Response response, String requestId) {
    return response instanceof Response.Whole whole
        ? whole.with("x-request-id", requestId)
        : response;
  }

  private void send(Response response, boolean head, HttpServletResponse servlet)
      throws IOException {
    response.headers().forEach(servlet::setHeader);
    switch (response) {
      case Response.Whole whole -> {
        servlet.setStatus(whole.status());
        if (!head && whole.status() != 204 && whole.status() != 304) {
          servlet.setContentLength(whole.body().length);
          servlet.getOutputStream().write(whole.body());
        }
      }
      case Response.FileBody file -> {
        servlet.setContentLengthLong(Files.size(file.path()));
        if (!head) {
          Files.copy(file.path(), servlet.getOutputStream());
        }
      }
      case Response.Events events -> stream(events, servlet);
    }
  }

  private void stream(Response.Events events, HttpServletResponse servlet) throws IOException {
    try {
      servlet.flushBuffer();
      EventStream.write(events, servlet.getOutputStream(), closing);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (io.kitward.server.store.StoreUnavailableException _) {
      // The stream ends; the reader comes back with the last id that it has.
    }
  }
}
