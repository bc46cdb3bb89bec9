package io.kitward.server.console;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.sse.SseClient;
import io.kitward.server.access.Access;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Drafts;
import io.kitward.server.api.port.Ports;
import io.kitward.server.console.Renderer.State;
import io.kitward.server.console.Sessions.Session;
import io.kitward.server.console.page.ActivityPage;
import io.kitward.server.console.page.AskedPage;
import io.kitward.server.console.page.BackendsPage;
import io.kitward.server.console.page.BundlePage;
import io.kitward.server.console.page.BundlesPage;
import io.kitward.server.console.page.CataloguePage;
import io.kitward.server.console.page.ComparePage;
import io.kitward.server.console.page.Completions;
import io.kitward.server.console.page.CoveragePage;
import io.kitward.server.console.page.DocumentsPage;
import io.kitward.server.console.page.Download;
import io.kitward.server.console.page.EditorForms;
import io.kitward.server.console.page.EditorPage;
import io.kitward.server.console.page.ExceptionForms;
import io.kitward.server.console.page.ExceptionPage;
import io.kitward.server.console.page.ExceptionsPage;
import io.kitward.server.console.page.Form;
import io.kitward.server.console.page.Gate;
import io.kitward.server.console.page.HistoryPage;
import io.kitward.server.console.page.InstanceFiles;
import io.kitward.server.console.page.InstancesPage;
import io.kitward.server.console.page.LedgerPage;
import io.kitward.server.console.page.NodeFiles;
import io.kitward.server.console.page.NodeForms;
import io.kitward.server.console.page.NodePage;
import io.kitward.server.console.page.NodesPage;
import io.kitward.server.console.page.OverviewPage;
import io.kitward.server.console.page.PlanForms;
import io.kitward.server.console.page.PlanNodePage;
import io.kitward.server.console.page.PlanPage;
import io.kitward.server.console.page.PlansPage;
import io.kitward.server.console.page.PoliciesPage;
import io.kitward.server.console.page.PolicyPage;
import io.kitward.server.console.page.RepositoriesPage;
import io.kitward.server.console.page.RepositoryPage;
import io.kitward.server.console.page.RevertForms;
import io.kitward.server.console.page.Screen;
import io.kitward.server.console.page.ServicePage;
import io.kitward.server.console.page.Submission;
import io.kitward.server.console.page.TagForm;
import io.kitward.server.console.page.TagPage;
import io.kitward.server.console.page.TagsPage;
import io.kitward.server.console.page.Visit;
import io.kitward.server.console.page.WhyPage;
import io.kitward.server.console.view.Names;
import io.kitward.server.store.StoreUnavailableException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console: its pages, their streams, its assets and signing in, ready to be mounted on the
 * people's door. Reads and writes only through the API's ports, behind the same access check.
 */
public final class Console implements Consumer<JavalinConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(Console.class);

  /** The largest form: the longest draft, in the encoding of forms. */
  private static final long FORM_BYTES = 6L * Drafts.TEXT_LIMIT;

  private final Assets assets = new Assets();
  private final Pages pages;
  private final Sessions sessions;
  private final Frame frame;
  private final Live live;
  private final SignIn signIn;
  private final Map<String, Form> forms;
  private final Map<String, Download> downloads;
  private final Secrets secrets;
  private final Clock clock;

  /**
   * @param random for the ids of sessions and forms: must be unpredictable, as SecureRandom is
   */
  public Console(Ports ports, Access access, Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.secrets = new Secrets(random);
    var gate = new Gate(access);
    var renderer = new Renderer(assets);
    sessions = new Sessions(ports.tokens(), clock, secrets);
    frame = new Frame(assets, renderer, ports.status(), clock);
    var exceptions = new ExceptionForms(ports.exceptions(), gate);
    var ledger = new LedgerPage(ports.ledgers(), gate);
    var repository = new RepositoryPage(ports.repositories(), gate);
    var history = new HistoryPage(ports.history(), gate);
    var editor = new EditorPage(ports, gate);
    var written = new EditorForms(ports, gate);
    var planForms = new PlanForms(ports.plans(), gate);
    var compared = new ComparePage(ports.documents(), gate);
    var tag = new TagPage(ports, gate);
    var coverage = new CoveragePage(ports.history(), gate);
    pages =
        new Pages()
            .add("/", new OverviewPage(ports, gate))
            .add("/nodes", new NodesPage(ports.nodes(), ports.census(), gate))
            .add("/nodes/{certname}", new NodePage(ports, gate))
            .add("/nodes/{certname}/i/{service}/why", new WhyPage(ports.explanations(), gate))
            .add("/nodes/{certname}/asked/{operation}", new AskedPage(ports.operations(), gate))
            .add("/instances", new InstancesPage(ports.instances(), gate))
            .add("/policies", new PoliciesPage(ports, gate))
            .add("/policies/new", editor.page("Policy"))
            .add(
                "/policies/{name}",
                new PolicyPage(ports.documents(), ports.nodes(), ports.census(), gate))
            .add("/policies/{name}/edit", editor.page("Policy"))
            .add("/policies/{name}/compare/{range}", compared.page("Policy"))
            .add("/services", new CataloguePage(ports, gate))
            .add("/services/{name}", new ServicePage(ports, gate))
            .add("/bundles", new BundlesPage(ports.documents(), gate))
            .add("/bundles/{name}", new BundlePage(ports, gate))
            .add("/tags", new TagsPage(ports, gate))
            .add("/tags/{key}", tag)
            .add("/tags/{domain}/{key}", tag)
            .add("/documents", new DocumentsPage(ports.documents(), gate))
            .add("/documents/{kind}/new", editor.page(""))
            .add("/documents/{kind}/{name}/edit", editor.page(""))
            .add("/documents/{kind}/{name}/compare/{range}", compared.page(""))
            .add("/plans", new PlansPage(ports.plans(), gate))
            .add("/plans/{id}", new PlanPage(ports.plans(), ports.nodes(), gate))
            .add("/plans/{id}/nodes/{certname}", new PlanNodePage(ports.plans(), gate))
            .add("/exceptions", new ExceptionsPage(ports.exceptions(), gate))
            .add("/exceptions/{id}", new ExceptionPage(ports.exceptions(), gate))
            .add("/backends", new BackendsPage(ports.backends(), gate))
            .add("/backends/{backend}/ledger", ledger)
            .add("/repositories", new RepositoriesPage(ports.repositories(), gate))
            .add("/repositories/{name}", repository)
            .add("/activity", new ActivityPage(ports.audit(), gate))
            .add("/history", history)
            .add("/reports/coverage", coverage);
    var files = new NodeFiles(ports.nodes(), ports.census(), gate);
    var instances = new InstanceFiles(ports.instances(), gate);
    downloads =
        Map.of(
            "/nodes.csv", files::csv,
            "/nodes.json", files::json,
            "/instances.csv", instances::csv,
            "/instances.json", instances::json,
            "/complete", new Completions(ports.census(), gate)::json,
            "/plans/{id}/plan.json", planForms::json,
            "/history/figures.csv", history::csv,
            "/history/figures.json", history::json,
            "/reports/coverage/file.csv", coverage::csv,
            "/reports/coverage/file.html", coverage::html);
    var revert = new RevertForms(ports.audit(), ports.documents(), ports.plans(), gate);
    var node = new NodeForms(ports.operations(), ports.suspensions(), gate);
    forms =
        Map.ofEntries(
            Map.<String, Form>entry("/drafts", written::submit),
            Map.<String, Form>entry("/activity/{id}/revert", revert::entry),
            Map.<String, Form>entry("/documents/{kind}/{name}/revert", revert::revision),
            Map.<String, Form>entry("/plans/{id}/apply", planForms::apply),
            Map.<String, Form>entry("/plans/{id}/again", planForms::again),
            Map.<String, Form>entry("/nodes/tags", new TagForm(ports.plans(), gate)::plan),
            Map.<String, Form>entry("/nodes/{certname}/check", node::check),
            Map.<String, Form>entry("/nodes/{certname}/logs", node::logs),
            Map.<String, Form>entry("/nodes/{certname}/suspend", node::suspend),
            Map.<String, Form>entry("/nodes/{certname}/resume", node::resume),
            Map.<String, Form>entry("/exceptions/{id}/assign", exceptions::assign),
            Map.<String, Form>entry("/exceptions/{id}/comment", exceptions::comment),
            Map.<String, Form>entry("/exceptions/{id}/accept", exceptions::accept),
            Map.<String, Form>entry("/exceptions/{id}/reopen", exceptions::reopen),
            Map.<String, Form>entry("/exceptions/{id}/release", exceptions::release),
            Map.<String, Form>entry("/repositories/{name}/approve", repository::approve),
            Map.<String, Form>entry("/repositories/{name}/check", repository::check),
            Map.<String, Form>entry("/backends/{backend}/ledger/adopt", ledger::adopt),
            Map.<String, Form>entry("/backends/{backend}/ledger/remove", ledger::remove));
    live = new Live(ports.events(), pages, renderer, sessions, clock);
    signIn = new SignIn(ports.tokens(), sessions, new BackOff(clock), frame, secrets);
  }

  /** Adds the console's routes to a server that is being set up. */
  @Override
  public void accept(JavalinConfig config) {
    config.http.maxRequestSize = FORM_BYTES;
    for (String pattern : pages.patterns()) {
      config.routes.get(pattern, context -> guarded(context, () -> page(context)));
    }
    config.routes.get("/sign-in", context -> guarded(context, () -> signIn.form(context)));
    config.routes.post("/sign-in", context -> guarded(context, () -> signIn.submit(context)));
    config.routes.post(
        "/sign-out", context -> guarded(context, () -> signIn.out(context, required(context))));
    config.routes.post("/theme", context -> guarded(context, () -> theme(context)));
    downloads.forEach(
        (path, download) ->
            config.routes.get(path, context -> guarded(context, () -> file(context, download))));
    forms.forEach(
        (path, form) ->
            config.routes.post(path, context -> guarded(context, () -> submit(context, form))));
    config.routes.get("/assets/{name}", this::asset);
    config.routes.get("/events", context -> guarded(context, () -> events(context)));
    config.events.serverStopping(live::end);
    config.routes.get("/<path>", context -> guarded(context, Console::unknown));
  }

  private static void unknown() {
    throw new ApiException(ErrorCode.ROUTE_UNKNOWN, "the console has no page at this address")
        .next("Look at the address again, or begin at the overview.");
  }

  private void page(Context context) {
    Optional<Session> session = session(context);
    if (session.isEmpty()) {
      askToSignIn(context);
      return;
    }
    Screen screen =
        pages
            .show(
                Frame.address(context),
                session.get().principal(),
                session.get().csrf(),
                clock.instant())
            .orElseThrow(
                () -> new ApiException(ErrorCode.ROUTE_UNKNOWN, "there is no page at this path"));
    frame.screen(context, session.get(), screen);
  }

  /**
   * A browser that follows a link from elsewhere holds back strict cookies: it is asked to come
   * again by itself before anybody is asked to sign in.
   */
  private void askToSignIn(Context context) {
    boolean fromElsewhere = "cross-site".equals(context.header("sec-fetch-site"));
    if (fromElsewhere && Cookies.SESSION.read(context).isEmpty()) {
      frame.alone(context, 200, "Kitward", "again.jte", Frame.address(context));
      return;
    }
    String next = LocalPath.orOverview(Frame.address(context));
    context.redirect(
        next.equals("/") ? "/sign-in" : "/sign-in?next=" + Names.encode(next),
        HttpStatus.SEE_OTHER);
  }

  private void theme(Context context) {
    SignIn.requireForm(context, required(context));
    String theme = context.formParam("theme");
    Cookies.THEME.write(
        context, theme != null && Set.of("light", "dark").contains(theme) ? theme : "auto");
    String here = context.formParam("next");
    context.redirect(LocalPath.orOverview(here == null ? "" : here), HttpStatus.SEE_OTHER);
  }

  private void submit(Context context, Form form) {
    var fields = new HashMap<String, String>();
    context.formParamMap().forEach((name, values) -> fields.put(name, values.getFirst()));
    Optional<Session> own = session(context);
    if (fields.containsKey("text") && own.filter(it -> SignIn.made(context, it)).isEmpty()) {
      keepText(context, own, fields);
      return;
    }
    Session session = required(context);
    SignIn.requireForm(context, session);
    var actor = new Actor(session.principal(), requestId(context));
    String next = form.submit(new Submission(actor, context.pathParamMap(), fields));
    context.redirect(LocalPath.orOverview(next), HttpStatus.SEE_OTHER);
  }

  /** A text outlives the session in which it was written: it comes back, and nothing is done. */
  private void keepText(Context context, Optional<Session> session, Map<String, String> fields) {
    String csrf = session.map(Session::csrf).orElse("");
    frame.alone(
        context,
        session.isPresent() ? 403 : 401,
        "Your text is still here",
        "kept.jte",
        KeptText.of(csrf, context.path(), fields));
  }

  private void file(Context context, Download download) {
    Session session = required(context);
    var query = new HashMap<String, String>();
    context.queryParamMap().forEach((name, values) -> query.put(name, values.getFirst()));
    Download.File file =
        download.make(
            new Visit(
                session.principal(),
                session.csrf(),
                context.pathParamMap(),
                query,
                clock.instant()));
    context.header("content-disposition", "attachment; filename=\"" + file.name() + "\"");
    context.contentType(file.type()).result(file.text());
  }

  private void events(Context context) {
    if (session(context).isEmpty()) {
      context.status(401).contentType("text/plain; charset=utf-8").result("Sign in first.");
    } else if (live.hasRoom()) {
      context.disableCompression();
      stream(context);
    } else {
      context.status(503).header("retry-after", "10").result("Too many open pages.");
    }
  }

  /**
   * Javalin's own handler of streams completes them from outside of the request; where Jetty has
   * ended it before, as at the end of the server, Javalin then fails and tries again for ever.
   */
  private void stream(Context context) {
    context.contentType("text/event-stream").header("cache-control", "no-cache");
    // nginx would keep it back.
    context.header("x-accel-buffering", "no").header("connection", "close");
    String view = context.queryParam("view");
    String seen = context.header("last-event-id");
    String first = context.queryParam("seen");
    live.serve(
        new SseClient(context),
        Cookies.SESSION.read(context),
        LocalPath.orOverview(view == null ? "" : view),
        State.read(seen != null ? seen : first == null ? "" : first));
  }

  private void asset(Context context) {
    Optional<Assets.Asset> asset = assets.find(context.pathParam("name"));
    if (asset.isEmpty()) {
      context.status(404).contentType("text/plain; charset=utf-8").result("No such file.");
      return;
    }
    context.header("x-content-type-options", "nosniff");
    context.header("content-security-policy", Frame.POLICY);
    context.header("cache-control", "public, max-age=31536000, immutable");
    context.header("vary", "Accept-Encoding");
    context.contentType(asset.get().type());
    context.disableCompression();
    String accepted = context.header("accept-encoding");
    if (accepted != null && accepted.contains("gzip")) {
      context.header("content-encoding", "gzip");
      context.result(asset.get().gzip());
    } else {
      context.result(asset.get().content());
    }
  }

  private Optional<Session> session(Context context) {
    return sessions.find(Cookies.SESSION.read(context));
  }

  private Session required(Context context) {
    return session(context)
        .orElseThrow(
            () ->
                new ApiException(ErrorCode.CREDENTIAL_NEEDED, "your session has ended")
                    .next("Sign in and repeat what you were doing."));
  }

  /** Runs a handler; what it throws becomes a page. */
  private void guarded(Context context, Runnable handler) {
    Frame.guard(context);
    String requestId = requestId(context);
    try {
      handler.run();
    } catch (ApiException e) {
      frame.problem(context, quietSession(context), e, requestId);
    } catch (HttpResponseException e) {
      var refusal =
          new ApiException(ErrorCode.BODY_TOO_LARGE, "this form is too large; nothing was done", e)
              .next("Go back: what you wrote is still in the page. Make it shorter.");
      frame.problem(context, quietSession(context), refusal, requestId);
    } catch (StoreUnavailableException e) {
      var refusal =
          new ApiException(ErrorCode.STORE_UNAVAILABLE, "the database does not answer now", e);
      frame.problem(context, null, refusal, requestId);
    } catch (RuntimeException e) {
      LOG.error("request {} failed", requestId, e);
      var fault = new ApiException(ErrorCode.INTERNAL, "this page could not be made", e);
      frame.problem(context, null, fault, requestId);
    }
  }

  /** The session for the frame around a problem: a second fault must not hide the first. */
  private @Nullable Session quietSession(Context context) {
    try {
      return session(context).orElse(null);
    } catch (StoreUnavailableException e) {
      return null;
    }
  }

  /** The id that the door gave this request, or a new one. */
  private String requestId(Context context) {
    String given = context.res().getHeader("x-request-id");
    if (given != null) {
      return given;
    }
    String made = secrets.get().substring(0, 16);
    context.header("x-request-id", made);
    return made;
  }
}
