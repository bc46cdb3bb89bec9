package io.kitward.server.api;

import io.kitward.server.access.Access;
import io.kitward.server.access.Action;
import io.kitward.server.access.Decision;
import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.access.Target;
import io.kitward.server.api.Response.Whole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The one table of routes for both doors: finds the route, asks the access check, calls the
 * handler, and turns every failure into a problem. Thread-safe.
 */
public final class Router {
  /** On the node door, the certname of the certificate itself. */
  static final String SELF = "self";

  private static final Pattern CERTNAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?");

  private final List<Route> routes;
  private final Access access;

  public Router(List<Route> routes, Access access) {
    this.routes = List.copyOf(routes);
    this.access = access;
  }

  /** Every route, for the contract test. */
  public List<Route> routes() {
    return routes;
  }

  /** The largest body that is taken here, so that a door need not read more. */
  public int bodyLimit(Door door, String method, String path) {
    return find(door, method, path).map(Route::bodyLimit).orElse(Route.BODY_LIMIT);
  }

  /** Whether anybody may ask for this, so that a door need not look at credentials. */
  public boolean isPublic(Door door, String method, String path) {
    return find(door, method, path)
        .filter(route -> route.action() == Action.READ_PUBLIC)
        .isPresent();
  }

  private Optional<Route> find(Door door, String method, String path) {
    try {
      List<String> segments = Paths.segments(path);
      String wanted = method.equals("HEAD") ? "GET" : method;
      return routes.stream()
          .filter(route -> route.doors().contains(door) && route.method().equals(wanted))
          .filter(route -> route.pattern().match(segments).isPresent())
          .findFirst();
    } catch (ApiException _) {
      return Optional.empty(); // route() refuses it with its words
    }
  }

  /** Answers a request; never throws. */
  public Response handle(Request request) {
    Response response;
    try {
      response = route(request);
    } catch (RuntimeException | StackOverflowError e) {
      response =
          Failures.response(
              e, request.requestId(), JsonBody.printable(request.method() + " " + request.path()));
    }
    return request.method().equals("HEAD") ? head(response) : response;
  }

  private Response route(Request request) {
    List<String> segments = Paths.segments(request.path());
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    var allowed = new TreeSet<String>();
    for (Route route : routes) {
      var parameters =
          route.doors().contains(request.door()) ? route.pattern().match(segments) : null;
      if (parameters == null || parameters.isEmpty()) {
        continue;
      }
      if (route.method().equals(method)) {
        return call(route, request.matched(resolved(parameters.get(), request)));
      }
      allowed.add(route.method());
    }
    if (allowed.isEmpty()) {
      throw new ApiException(
          ErrorCode.ROUTE_UNKNOWN,
          "There is nothing at " + JsonBody.printable(request.path()) + " on this door.");
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    throw new ApiException(
            ErrorCode.METHOD_NOT_ALLOWED,
            JsonBody.printable(request.method()) + " is not known at this path.")
        .header("allow", String.join(", ", allowed));
  }

  private Response call(Route route, Request request) {
    Target target = target(request.pathParameters());
    switch (access.check(request.principal(), route.action(), target)) {
      case Decision.Allowed _ -> {}
      case Decision.CredentialNeeded _ ->
          throw new ApiException(ErrorCode.CREDENTIAL_NEEDED, "This operation needs a token.")
              .header("www-authenticate", "Bearer realm=\"kitward\"");
      case Decision.Denied denied ->
          throw new ApiException(ErrorCode.FORBIDDEN, sentence(denied.reason()));
    }
    for (String name : request.query().keySet()) {
      if (!route.query().contains(name)) {
        throw new ApiException(
            ErrorCode.QUERY_UNKNOWN,
            "The query parameter “"
                + JsonBody.printable(name)
                + "” is not known here"
                + (route.query().isEmpty()
                    ? "; there are none."
                    : "; known: " + String.join(", ", new TreeSet<>(route.query())) + "."));
      }
    }
    if (request.body().length > route.bodyLimit()) {
      throw tooLarge(route.bodyLimit());
    }
    return route.handler().handle(request);
  }

  /** The refusal of a body, for the doors too. */
  public static ApiException tooLarge(int limit) {
    return new ApiException(
        ErrorCode.BODY_TOO_LARGE,
        String.format("The body is larger than %,d bytes; nothing was changed.", limit));
  }

  private static Map<String, String> resolved(Map<String, String> parameters, Request request) {
    String certname = parameters.get("certname");
    if (certname == null) {
      return parameters;
    }
    if (certname.equals(SELF) && request.principal() instanceof NodePrincipal node) {
      var resolved = new LinkedHashMap<>(parameters);
      resolved.put("certname", node.certname());
      return resolved;
    }
    if (!CERTNAME.matcher(certname).matches()) {
      throw new ApiException(
          ErrorCode.NODE_UNKNOWN,
          "“"
              + JsonBody.printable(certname)
              + "” cannot be a certname: lower-case letters, digits and . _ -");
    }
    if (certname.equals(SELF)) {
      throw new ApiException(
          ErrorCode.NODE_UNKNOWN, "“self” is only known at the node door; name the node.");
    }
    return parameters;
  }

  private static Target target(Map<String, String> parameters) {
    String certname = parameters.get("certname");
    String source = parameters.get("source");
    String backend = parameters.get("backend");
    if (certname != null) {
      return source == null
          ? new Target.NodeTarget(certname)
          : new Target.TagsTarget(certname, source);
    }
    if (backend != null) {
      return new Target.BackendTarget(backend);
    }
    return parameters.isEmpty()
        ? new Target.Everything()
        : new Target.NamedTarget(String.join("/", new ArrayList<>(parameters.values())));
  }

  private static String sentence(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
  }

  private static Response head(Response response) {
    return switch (response) {
      case Whole whole ->
          new Whole(whole.status(), whole.headers(), new byte[0])
              .with("content-length", Integer.toString(whole.body().length));
      case Response.FileBody file -> file;
      case Response.Events events -> new Whole(200, events.headers(), new byte[0]);
    };
  }
}
