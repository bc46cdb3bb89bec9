package io.kitward.server.api;

import io.kitward.policy.plan.Planner;
import io.kitward.protocol.Json;
import io.kitward.protocol.Operation;
import io.kitward.protocol.OperationReply;
import io.kitward.selector.Selector;
import io.kitward.selector.Tag;
import io.kitward.server.access.Denials;
import io.kitward.server.access.Principal;
import io.kitward.server.access.Principal.Role;
import io.kitward.server.access.TokenTable;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Admissions;
import io.kitward.server.api.port.Agents;
import io.kitward.server.api.port.ApplyOutcome;
import io.kitward.server.api.port.AuditTrail;
import io.kitward.server.api.port.Backends;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.ConnectorPackage;
import io.kitward.server.api.port.Declarations;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.Drafts;
import io.kitward.server.api.port.EventFeed;
import io.kitward.server.api.port.Exceptions;
import io.kitward.server.api.port.Explanations;
import io.kitward.server.api.port.History;
import io.kitward.server.api.port.Instances;
import io.kitward.server.api.port.Joining;
import io.kitward.server.api.port.Ledgers;
import io.kitward.server.api.port.NodeOperations;
import io.kitward.server.api.port.Nodes;
import io.kitward.server.api.port.Plans;
import io.kitward.server.api.port.Ports;
import io.kitward.server.api.port.Repositories;
import io.kitward.server.api.port.Retirements;
import io.kitward.server.api.port.SecretVersions;
import io.kitward.server.api.port.Status;
import io.kitward.server.api.port.Suspensions;
import io.kitward.server.api.port.TagReports;
import io.kitward.server.api.port.TagSets;
import io.kitward.server.api.port.Tokens;
import io.kitward.server.api.port.Vouchers;
import io.kitward.server.api.stored.NodeEntry;
import io.kitward.server.api.stored.Planning;
import io.kitward.server.api.stored.StoredAdmissions;
import io.kitward.server.api.stored.StoredAgents;
import io.kitward.server.api.stored.StoredAudit;
import io.kitward.server.api.stored.StoredBackends;
import io.kitward.server.api.stored.StoredDeclarations;
import io.kitward.server.api.stored.StoredDocuments;
import io.kitward.server.api.stored.StoredDrafts;
import io.kitward.server.api.stored.StoredEvents;
import io.kitward.server.api.stored.StoredExceptions;
import io.kitward.server.api.stored.StoredExplanations;
import io.kitward.server.api.stored.StoredHistory;
import io.kitward.server.api.stored.StoredJoining;
import io.kitward.server.api.stored.StoredLedgers;
import io.kitward.server.api.stored.StoredOperations;
import io.kitward.server.api.stored.StoredPlans;
import io.kitward.server.api.stored.StoredRepositories;
import io.kitward.server.api.stored.StoredRetirements;
import io.kitward.server.api.stored.StoredSecretVersions;
import io.kitward.server.api.stored.StoredSuspensions;
import io.kitward.server.api.stored.StoredTagReports;
import io.kitward.server.api.stored.StoredTagSets;
import io.kitward.server.api.stored.StoredTokens;
import io.kitward.server.api.stored.StoredViews;
import io.kitward.server.api.stored.StoredVouchers;
import io.kitward.server.api.stored.TakingEffect;
import io.kitward.server.api.stored.VoucherKeys;
import io.kitward.server.audit.AuditFilter;
import io.kitward.server.backend.BackendReconciler;
import io.kitward.server.backend.Exchanges;
import io.kitward.server.backend.FileConsoles;
import io.kitward.server.backend.HostConsoles;
import io.kitward.server.backend.Silences;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.census.LiveCensus;
import io.kitward.server.desired.ConsoleHostTable;
import io.kitward.server.desired.DocumentTable;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.desired.MadeSecrets;
import io.kitward.server.desired.WantedHost;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.join.JoinScript;
import io.kitward.server.join.NodeIssue;
import io.kitward.server.pki.CertificateAuthority;
import io.kitward.server.plan.Change;
import io.kitward.server.repository.Commit;
import io.kitward.server.repository.RepositoryTable;
import io.kitward.server.rollout.ConsoleRequests;
import io.kitward.server.rollout.ExceptionQueries;
import io.kitward.server.rollout.ExceptionTable;
import io.kitward.server.rollout.Flapping;
import io.kitward.server.rollout.LateChannel;
import io.kitward.server.rollout.NodeSessions;
import io.kitward.server.rollout.Operations;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.Store;
import io.kitward.server.store.StoreUnavailableException;
import io.kitward.server.vouch.Compiler;
import io.kitward.server.vouch.PuppetAuthorities;
import io.kitward.server.vouch.PuppetAuthority;
import io.kitward.server.vouch.VoucherTable;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The ports over a real PostgreSQL, and the rows that the contract asks for. */
final class StoredWorld implements AutoCloseable {
  private static final Actor ADMIN =
      new Actor(new Principal.TokenPrincipal("admin", Role.ADMIN), "r-0");
  private static final String DOCUMENTS =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: node-exporter}
      spec:
        packages: [{name: prometheus-node-exporter}]
        units: [{name: prometheus-node-exporter.service, onChange: restart}]
      ---
      apiVersion: kitward/v1
      kind: Bundle
      metadata: {name: baseline}
      spec: {services: [node-exporter]}
      ---
      apiVersion: kitward/v1
      kind: Bundle
      metadata: {name: idle}
      spec: {services: [node-exporter]}
      ---
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: mon}
      spec: {type: prometheus, url: "http://127.0.0.1:9"}
      ---
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: zabbix}
      spec: {type: zabbix, url: "https://zabbix.test", secret: "secret:zabbix@1"}
      ---
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: orphan}
      spec: {}
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: last}
      spec: {selector: none-has-it, effect: require, services: [orphan]}
      ---
      apiVersion: kitward/v1
      kind: Group
      metadata: {name: brief}
      spec: {selector: none-has-it}
      ---
      apiVersion: kitward/v1
      kind: Repository
      metadata: {name: watched}
      spec: {url: "https://git.test/ops.git", branch: main, approval: manual}
      """;

  final AtomicBoolean broken = new AtomicBoolean();
  final AtomicBoolean loaded = new AtomicBoolean(true);
  final AtomicBoolean packaged = new AtomicBoolean(true);
  final ObedientNodes nodes = new ObedientNodes();

  /** What the console {@code zabbix} holds: a stranger and an orphan. */
  final ListedHosts hosts =
      new ListedHosts(
          List.of(
              SeenHost.stranger("3", "db1.example", "10.0.0.9"),
              ListedHosts.orphan("9", "gone.example")));

  private final Store store;
  private final HttpClient http = HttpClient.newHttpClient();
  private final SecureRandom random = new SecureRandom();
  private final Clock clock = Clock.systemUTC();
  private final StoredTokens tokens;
  private final Secrets secrets;
  private final StoredEvents events;
  private final StoredAudit audit;
  private final StoredTagSets tags;
  private final Operations operations;
  private final StoredDocuments documents;
  private final StoredPlans plans;
  private final StoredJoining joining;
  private final StoredAdmissions admissions;
  private final Ports ports;

  private final Compiler compiler = new Compiler("db1.example", "CN=Puppet CA");
  private final Map<String, String> madePlans = new HashMap<>();
  private @Nullable JoiningMachines machines;
  private String unwritten = "";
  private String adminToken = "";
  private String otherBackendToken = "";
  private String releasable = "";
  private String closed = "";
  private String held = "";

  StoredWorld(Store store, Path folder) throws IOException {
    this.store = store;
    Path deb = Files.writeString(folder.resolve("kitward-connector_0.1.0_amd64.deb"), "!<arch>\n");
    this.secrets = Secrets.open(store, folder.resolve("secrets.key"), clock, random);
    LivePolicy policy =
        LivePolicy.open(store, secrets, random, "https://kitward.test:8443", "PEM", clock);
    this.events = new StoredEvents(store);
    this.audit = new StoredAudit(store, clock);
    var channel = new LateChannel();
    this.operations = new Operations(nodes, clock);
    var sessions = new NodeSessions();
    var consoles = new HostConsoles(store, _ -> hosts, _ -> true, "this", events::ring, clock);
    var reconciler =
        new BackendReconciler(
            store,
            policy,
            new Exchanges(store, http, channel, new ConsoleRequests(channel), "this"),
            new Silences((_, _) -> List.of()),
            consoles,
            new FileConsoles(store, operations, "this", _ -> {}),
            _ -> {},
            events::ring,
            clock);
    var backends = new StoredBackends(store, policy, reconciler::status, loaded::get, clock);
    var census = new LiveCensus(store, policy, channel, sessions, clock);
    var views = new StoredViews(store, policy, census, channel, sessions, clock);
    this.tokens = new StoredTokens(store, random, clock);
    this.tags = new StoredTagSets(store, policy, _ -> {}, events::ring, clock);
    var planning =
        new Planning(policy, new Planner.Limits(10, 5), Optional.of(Selector.parse("ticketed")));
    var effect = new TakingEffect(store, policy, _ -> {}, _ -> {}, events::ring);
    var plans = new StoredPlans(store, planning, effect, clock);
    this.plans = plans;
    this.documents = new StoredDocuments(store, planning, effect, clock);
    var packages =
        List.of(
            new ConnectorPackage.Held(deb, "0.1.0", "deb", "amd64", "0".repeat(64)),
            new ConnectorPackage.Held(deb, "0.1.0", "rpm", "x86_64", "1".repeat(64)));
    var authority = CertificateAuthority.create("Puppet CA", clock, random);
    var script = new JoinScript("https://kitward.test:8443", "PEM", "kitward.test:4320", "PEM");
    var entry =
        new NodeEntry(
            new NodeIssue(authority, Duration.ofDays(90)), () -> {}, _ -> {}, events::ring);
    this.joining = new StoredJoining(store, entry, script, clock);
    this.admissions = new StoredAdmissions(store, entry, script, random, clock);
    var puppets =
        new PuppetAuthorities(
            List.of(
                new PuppetAuthority(
                    "puppet",
                    Set.of("CN=Puppet CA"),
                    Set.of("db1.example"),
                    Set.of("production"),
                    Duration.ofMinutes(90),
                    Map.of())));
    var keys = new VoucherKeys(store, (_, _) -> false, clock);
    this.ports =
        new Ports(
            breakable(Nodes.class, views.nodes()),
            breakable(Census.class, census),
            breakable(Agents.class, new StoredAgents(store, channel)),
            breakable(NodeOperations.class, new StoredOperations(store, operations, clock)),
            breakable(TagSets.class, tags),
            breakable(
                Declarations.class,
                new StoredDeclarations(store, puppets, keys, _ -> {}, events::ring, clock)),
            breakable(Vouchers.class, new StoredVouchers(store, puppets, keys, clock)),
            breakable(Instances.class, views.instances()),
            breakable(History.class, new StoredHistory(store, policy, clock)),
            breakable(EventFeed.class, events),
            breakable(Documents.class, documents),
            breakable(Drafts.class, new StoredDrafts(store, clock)),
            breakable(Plans.class, plans),
            breakable(Explanations.class, new StoredExplanations(store, policy, clock)),
            breakable(TagReports.class, new StoredTagReports(store, policy, Flapping.USUAL, clock)),
            breakable(Backends.class, backends),
            breakable(Ledgers.class, new StoredLedgers(store, policy, consoles, _ -> {}, clock)),
            breakable(Exceptions.class, new StoredExceptions(store, _ -> {}, clock)),
            breakable(AuditTrail.class, audit),
            breakable(
                Status.class,
                views.status(
                    backends,
                    () ->
                        loaded.get() ? Optional.empty() : Optional.of("still looking at the nodes"),
                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                    "0.1.0")),
            breakable(Tokens.class, tokens),
            breakable(
                SecretVersions.class,
                new StoredSecretVersions(
                    store, secrets, new MadeSecrets(secrets, random, clock), effect, clock)),
            () -> packaged.get() ? packages : List.of(),
            breakable(Joining.class, joining),
            breakable(Admissions.class, admissions),
            breakable(
                Retirements.class,
                new StoredRetirements(store, channel, () -> {}, _ -> {}, events::ring, clock)),
            breakable(Suspensions.class, new StoredSuspensions(store, _ -> {}, clock)),
            breakable(Repositories.class, new StoredRepositories(store, planning, effect, clock)));
  }

  /** What Puppet declares on {@code db1.example}, proven by a compiler that is enrolled. */
  String declaration() {
    Instant now = clock.instant();
    store.change(handle -> VoucherTable.enrol(handle, compiler.enrolled(now), Instant.EPOCH));
    return Json.MAPPER.writeValueAsString(
        Map.of(
            "environment",
            "production",
            "tags",
            List.of(
                Map.of(
                    "tag",
                    "database",
                    "proof",
                    compiler.tag("db1.example", "database", "production", now)),
                Map.of("tag", "plain")),
            "services",
            List.of()));
  }

  /** The enrolment of {@code db1.example} as a compiler. */
  String enrolment() {
    return Json.MAPPER.writeValueAsString(
        Map.of("key", compiler.pem(), "proof", compiler.enrolment(clock.instant())));
  }

  /** An operation of {@code db1.example}, which has handed over a log if it is done. */
  String operation(boolean done) {
    UUID node = store.read(handle -> node(handle, "db1.example"));
    var operation =
        new Operation(
            UUID.randomUUID().toString(),
            Operation.Kind.LOGS,
            "node-exporter",
            clock.instant().plusSeconds(60),
            null,
            "",
            "token/admin",
            10,
            List.of());
    if (operations.ask(node, operation).isEmpty()) {
      throw new IllegalStateException("the node was not asked");
    }
    if (done) {
      operations.answered(
          node,
          new OperationReply(
              operation.id(), OperationReply.State.DONE, "", "text/plain", 1, 1, "bG9n"));
    }
    return operation.id();
  }

  Ports ports() {
    return ports;
  }

  /** Where the doors write down what they refuse. */
  Denials denials() {
    return audit;
  }

  /** What was refused, oldest first, as {@code principal action target}. */
  List<String> denied() {
    return audit.before(AuditFilter.ALL, Long.MAX_VALUE, 100).reversed().stream()
        .filter(entry -> entry.outcome().equals("denied"))
        .map(entry -> String.join(" ", entry.principal(), entry.action(), entry.target()))
        .toList();
  }

  /** A node's tags as {@code source: tag}; empty when the node is unknown. */
  Optional<List<String>> tags(String certname) {
    return tags.all(certname)
        .map(all -> all.stream().map(entry -> entry.source() + ": " + entry.tag()).toList());
  }

  /** Something happens on a node: durable first, then the bell rings. */
  void emit(String certname, String service, String kind, String message) {
    store.change(
        handle ->
            EventTable.add(
                handle,
                List.of(
                    new EventTable.Seen(
                        clock.instant(), node(handle, certname), service, kind, message, 0))));
    events.ring();
  }

  private static UUID node(Handle handle, String certname) {
    return NodeTable.find(handle, certname).orElseThrow().id();
  }

  /** The console {@code zabbix} shall have {@code db1.example}. */
  private void wantHost(Handle handle) {
    UUID node = node(handle, "db1.example");
    ConsoleHostTable.want(
        handle,
        "zabbix",
        node,
        Optional.of(
            new WantedHost(
                node,
                "db1.example",
                "10.0.0.1",
                new TreeSet<>(),
                new TreeSet<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>())));
  }

  /** The token that was made for the console when its document was applied. */
  String backendToken() {
    return new String(
        secrets.get(secrets.newest("console-mon").orElseThrow()), StandardCharsets.UTF_8);
  }

  String adminToken() {
    return adminToken;
  }

  String otherBackendToken() {
    return otherBackendToken;
  }

  String releasable() {
    return releasable;
  }

  String held() {
    return held;
  }

  String closed() {
    return closed;
  }

  /** The machines that want to join. */
  JoiningMachines machines() {
    return Objects.requireNonNull(machines);
  }

  /** Makes a plan the one of the commit that waits in the repository. */
  void letWait(String plan) {
    long number = Long.parseLong(plan.substring(2));
    store.change(
        handle -> {
          String digest =
              DocumentTable.newest(handle, "Repository", "watched").orElseThrow().digest();
          UUID lease = RepositoryTable.begin(handle, "watched", digest).orElseThrow();
          RepositoryTable.contacted(handle, "watched");
          RepositoryTable.seen(
              handle,
              "watched",
              digest,
              new Commit("7".repeat(40), "Ada", clock.instant(), "More for the web"),
              RepositoryTable.State.WAITING,
              "",
              List.of(),
              OptionalLong.of(number));
          RepositoryTable.end(handle, "watched", lease, digest, Duration.ZERO);
        });
  }

  /** The plan of that state. */
  String plan(String state) {
    return Objects.requireNonNull(madePlans.get(state));
  }

  private void plans() {
    madePlans.clear();
    madePlans.put("open", plan("b", List.of()));
    String applied = plan("a", List.of());
    madePlans.put("applied", applied);
    var _ = plans.carryOut(applied, OptionalInt.empty(), false, ADMIN);
    // What it did is taken back: the tests begin with the nodes' own tags alone.
    for (String certname : List.of("db1.example", "web1.example")) {
      tags.change(certname, "user/ada", _ -> new TreeSet<>(), ADMIN);
    }
    madePlans.put("dangerous", plan("", List.of("Policy/last")));
    madePlans.put("outdated", plan("", List.of("Group/brief")));
    var expectation = new Documents.Expectation("Group", "brief", _ -> {});
    var _ = documents.delete(expectation, OptionalInt.empty(), false, ADMIN);
    letWait(plan("open"));
  }

  private String plan(String tag, List<String> deletions) {
    List<Change.TagEdit> edits =
        tag.isEmpty()
            ? List.of()
            : List.of(new Change.TagEdit(null, "all", "user/ada", List.of(tag), List.of()));
    var asked = new Plans.Asked(List.of(), deletions, false, edits, List.of(), null);
    if (plans.create(asked, ADMIN) instanceof Plans.CreateOutcome.Planned planned) {
      return planned.plan().id();
    }
    throw new IllegalStateException("the plan can't be made");
  }

  /** Sees to it that there is what the contract asks for, and nothing else. */
  void reset() {
    broken.set(false);
    loaded.set(true);
    packaged.set(true);
    nodes.take = true;
    hosts.reset();
    if (!written().equals(unwritten)) {
      fill();
      unwritten = written();
    }
    operations.lost(store.read(handle -> node(handle, "db1.example")));
  }

  /** Where PostgreSQL's log ends: the same as long as nobody wrote anything. */
  private String written() {
    return store.read(
        handle ->
            handle
                .createQuery("select pg_current_wal_insert_lsn()::text")
                .mapTo(String.class)
                .one());
  }

  /** Empties every table and puts there what the contract asks for. */
  private void fill() {
    store.write(
        handle -> {
          String tables =
              handle
                  .createQuery(
                      "select quote_ident(tablename) from pg_tables where schemaname = current_schema()"
                          + " and tablename not in ('flyway_schema_history', 'store_meta')")
                  .mapTo(String.class)
                  .collect(Collectors.joining(", "));
          handle.execute("truncate " + tables + " cascade");
          return 0;
        });
    adminToken = tokens.first().orElseThrow();
    tokens.create("spare", Role.ADMIN, ADMIN);
    otherBackendToken = TokenTable.value(random);
    tags.change("db1.example", "node", _ -> new TreeSet<>(List.of(Tag.parse("database"))), ADMIN);
    tags.change("web1.example", "node", _ -> new TreeSet<>(), ADMIN);
    ApplyOutcome applied =
        documents.apply(
            List.of(new DocumentSource("", DOCUMENTS)), null, OptionalInt.empty(), false, ADMIN);
    if (!(applied instanceof ApplyOutcome.Applied)) {
      throw new IllegalStateException(applied.toString());
    }
    plans();
    machines = JoiningMachines.at(joining, admissions, ADMIN);
    store.write(
        handle -> {
          OfferedInstance.add(
              handle, node(handle, "db1.example"), "node-exporter", "mon", clock.instant());
          wantHost(handle);
          TokenTable.insert(
              handle,
              "backend/other",
              TokenTable.BACKEND,
              otherBackendToken,
              "server",
              clock.instant());
          ExceptionTable.open(
              handle,
              ExceptionTable.KEPT,
              "old",
              Optional.empty(),
              "rsyslog",
              "kept a file",
              clock.instant());
          ExceptionTable.close(handle, ExceptionTable.KEPT, "old", "server", clock.instant());
          ExceptionTable.open(
              handle,
              ExceptionTable.BRAKE,
              "removals",
              Optional.empty(),
              "",
              "too many at once",
              clock.instant());
          ExceptionTable.open(
              handle,
              ExceptionTable.KEPT,
              "new",
              Optional.empty(),
              "rsyslog",
              "kept a file",
              clock.instant());
          return 0;
        });
    List<ExceptionQueries.Cared> all =
        store.read(
            handle ->
                ExceptionQueries.page(
                    handle,
                    new ExceptionQueries.Filter(null, null, null),
                    Long.MAX_VALUE,
                    10,
                    clock.instant()));
    releasable = "x-" + all.getFirst().row().id();
    held = "x-" + all.get(1).row().id();
    closed = "x-" + all.getLast().row().id();
  }

  /**
   * The same port, until the store is to be away; how it goes away for real is tested elsewhere.
   */
  private <T> T breakable(Class<T> port, T real) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, arguments) -> {
              boolean inMemory =
                  method.getName().equals("notReady") || method.getName().equals("metrics");
              if (broken.get() && !inMemory) {
                throw new StoreUnavailableException(
                    StoreUnavailableException.Outcome.NOT_COMMITTED, new IOException("refused"));
              }
              try {
                method.setAccessible(true);
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @Override
  public void close() {
    http.close();
  }
}
