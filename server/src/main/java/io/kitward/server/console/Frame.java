package io.kitward.server.console;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.Problem;
import io.kitward.server.api.port.Status;
import io.kitward.server.console.Renderer.Rendered;
import io.kitward.server.console.Sessions.Session;
import io.kitward.server.console.page.Screen;
import io.kitward.server.console.page.Section;
import io.kitward.server.console.view.Names;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts what a page shows into the console's frame, and the whole on the wire. */
final class Frame {
  static final String POLICY =
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; object-src 'none';"
          + " frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
  private static final Set<String> THEMES = Set.of("light", "dark");

  private final Assets assets;
  private final Renderer renderer;
  private final Status status;
  private final Clock clock;

  Frame(Assets assets, Renderer renderer, Status status, Clock clock) {
    this.assets = assets;
    this.renderer = renderer;
    this.status = status;
    this.clock = clock;
  }

  /** Headers that every answer of the console carries. */
  static void guard(Context context) {
    context.header("content-security-policy", POLICY);
    context.header("x-content-type-options", "nosniff");
    context.header("referrer-policy", "same-origin");
    context.header("cross-origin-opener-policy", "same-origin");
    context.header("cache-control", "no-store");
  }

  /** The address that the browser asked for, with its query. */
  static String address(Context context) {
    String query = context.queryString();
    String path = context.req().getRequestURI();
    return query == null || query.isEmpty() ? path : path + "?" + query;
  }

  void screen(Context context, Session session, Screen screen) {
    String address = address(context);
    String live = "";
    if (!screen.regions().isEmpty()) {
      List<Rendered> regions = screen.regions().stream().map(renderer::region).toList();
      live = "/events?view=" + Names.encode(address) + "&seen=" + Renderer.state(regions).text();
    }
    int open = status.openExceptions();
    Shell shell =
        shell(context, session, screen.title(), screen.section(), live, screen.query(), open);
    html(context, screen.status(), renderer.page(screen.template(), shell, screen.view()));
  }

  /** A page without navigation or stream, such as the one to sign in. */
  void alone(Context context, int code, String title, String template, Object page) {
    Shell shell = shell(context, null, title, null, "", "", 0);
    html(context, code, renderer.page(template, shell, page));
  }

  /** A refusal or fault as a page, with its stable code and the request's id. */
  void problem(Context context, @Nullable Session session, ApiException refusal, String requestId) {
    Problem problem = Problem.of(refusal, requestId);
    Shell shell = shell(context, session, problem.title(), null, "", "", 0);
    refusal.headers().forEach(context::header);
    html(context, problem.status(), renderer.page("problem.jte", shell, problem));
  }

  private static void html(Context context, int code, String html) {
    context.status(code).contentType("text/html; charset=utf-8").result(html);
  }

  private Shell shell(
      Context context,
      @Nullable Session session,
      String title,
      @Nullable Section section,
      String live,
      String query,
      int openExceptions) {
    String theme = Cookies.THEME.read(context);
    return new Shell(
        title,
        section,
        THEMES.contains(theme) ? theme : "auto",
        session == null ? "" : session.principal().display(),
        session == null ? "" : session.csrf(),
        context.method().equals(HandlerType.GET) ? address(context) : "/",
        live,
        query,
        clock.millis(),
        openExceptions,
        assets.style(),
        assets.script(),
        assets.sprite(),
        assets.mark());
  }
}
