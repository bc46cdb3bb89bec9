package io.kitward.server;

import io.kitward.policy.plan.Planner;
import io.kitward.server.access.Access;
import io.kitward.server.api.Door;
import io.kitward.server.api.JoinRate;
import io.kitward.server.api.NodeDoorAdapter;
import io.kitward.server.api.PeopleDoor;
import io.kitward.server.api.Response;
import io.kitward.server.api.Router;
import io.kitward.server.api.handler.Routes;
import io.kitward.server.api.port.Ports;
import io.kitward.server.api.stored.ConnectorOffers;
import io.kitward.server.api.stored.FileConnectorPackage;
import io.kitward.server.api.stored.StoredAudit;
import io.kitward.server.api.stored.StoredTokens;
import io.kitward.server.channel.DoorLimits;
import io.kitward.server.channel.NodeDoor;
import io.kitward.server.channel.NodeDoorConfig;
import io.kitward.server.channel.NodeHttpReply;
import io.kitward.server.config.ServerConfig;
import io.kitward.server.console.Console;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.history.Partitions;
import io.kitward.server.history.Retention;
import io.kitward.server.history.Sampler;
import io.kitward.server.join.JoinScript;
import io.kitward.server.join.NodeIssue;
import io.kitward.server.pki.CertificateAuthority;
import io.kitward.server.pki.CurrentClientTrust;
import io.kitward.server.pki.Pem;
import io.kitward.server.pki.Verdict;
import io.kitward.server.repository.Bounds;
import io.kitward.server.repository.GitRemote;
import io.kitward.server.rollout.ConnectorUpgrades;
import io.kitward.server.rollout.Flapping;
import io.kitward.server.rollout.LateChannel;
import io.kitward.server.store.PrivateFiles;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.Store;
import io.kitward.server.store.StoreConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running Kitward server: the rooms of the house, put together. */
public final class Server implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  static final String VERSION = "0.1.0";

  private static final Duration LOOK_FOR_UPGRADES = Duration.ofSeconds(3);
  private static final Duration LOOK_FOR_FIGURES = Duration.ofSeconds(15);
  private static final Duration LOOK_FOR_MONTHS = Duration.ofHours(1);

  /** A sample is taken once a minute, whichever server comes first. */
  private static final Duration LOOK_FOR_MINUTES = Duration.ofSeconds(15);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final ServerConfig config;
  private final Clock clock;
  private final SecureRandom random;

  private int peoplePort;
  private int nodePort;
  private @Nullable CurrentClientTrust nodeTrust;

  private Server(ServerConfig config, Clock clock, SecureRandom random) {
    this.config = config;
    this.clock = clock;
    this.random = random;
  }

  /** Starts a server; when it returns, both doors are open. On failure nothing is left running. */
  public static Server start(
      ServerConfig config, Optional<String> runAs, Clock clock, SecureRandom random)
      throws Exception {
    var server = new Server(config, clock, random);
    try {
      server.run(runAs);
      return server;
    } catch (Exception | LinkageError e) {
      server.close();
      throw e;
    }
  }

  /** The port of the people's door. */
  public int peoplePort() {
    return peoplePort;
  }

  /** The port of the node door. */
  public int nodePort() {
    return nodePort;
  }

  /** Where the first administrator's token is. */
  public Path adminToken() {
    return config.dataDirectory().resolve("admin.token");
  }

  /**
   * Where Kitward's own CA is, by which the people's door is known unless it has files of its own.
   */
  public Path peopleCa() {
    return config.dataDirectory().resolve("ca").resolve("ca.pem");
  }

  /** Whom the node door lets in now. */
  CurrentClientTrust nodeTrust() {
    return Objects.requireNonNull(nodeTrust, "the server has not started");
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }

  private void run(Optional<String> runAs) throws Exception {
    Files.createDirectories(config.dataDirectory());
    Store store = part(Store.open(storeConfig(runAs), random));
    keepMonths(store, retention());
    Secrets secrets =
        Secrets.open(store, config.dataDirectory().resolve("secrets.key"), clock, random);
    var authority =
        CertificateAuthority.open(
            config.dataDirectory().resolve("ca"), "Kitward CA of " + config.name(), clock, random);
    PeopleIdentity peopleIdentity = PeopleIdentity.of(config, authority, clock.instant());
    NodeTrust trust = part(NodeTrust.open(config, store, authority, clock, random));
    nodeTrust = trust.trust();

    var channel = new LateChannel();
    var tokens = new StoredTokens(store, random, clock);
    writeAdminToken(tokens);
    Engine engine =
        part(
            new Engine(
                store,
                secrets,
                new Engine.Settings(
                    "https://" + config.name() + ":" + config.peopleDoor().getPort(),
                    peopleIdentity.ca(),
                    config.maxActing(),
                    new Planner.Limits(config.confirmShare(), config.confirmNodes()),
                    config.changesRequired(),
                    Flapping.USUAL.allowing(config.flappingRemovals()),
                    trust.puppets()),
                channel,
                clock,
                random));

    var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var meters = new ServerMeters(store, engine, VERSION, metrics, clock);
    meters.certificate("people", peopleIdentity.credential().certificate());
    meters.certificate("node", trust.credential().certificate());
    meters.revocations(trust.followers());
    var audit = new StoredAudit(store, clock);
    var packages = new FileConnectorPackage(config.connectorPackage(), config.joining().packages());
    var offers = new ConnectorOffers(packages, config.joining().packages());
    var upgrades =
        new ConnectorUpgrades(
            channel, offers::now, node -> store.read(handle -> NodeTable.certname(handle, node)));
    Ports ports =
        engine.ports(
            audit,
            tokens,
            packages,
            new NodeIssue(authority, config.joining().certificateLife()),
            (issuer, serial) -> trust.trust().snapshot().isRevoked(issuer, serial),
            joinScript(peopleIdentity, trust),
            trust.revocations()::refresh,
            metrics,
            VERSION);
    var access = new Access(audit);
    var router = new Router(Routes.all(ports), access);
    Supplier<String> requestIds = () -> UUID.randomUUID().toString();

    var adapter =
        new NodeDoorAdapter(
            router, new Identities(store, engine.certificates(), clock), requestIds);
    NodeDoor nodeDoor =
        part(
            NodeDoor.open(
                new NodeDoorConfig(
                    config.nodeDoor(),
                    trust.credential().key(),
                    trust.credential().chain(),
                    trust.trust().trustManager(),
                    chain ->
                        switch (trust.trust().verify(chain)) {
                          case Verdict.Verified _ -> Optional.empty();
                          case Verdict.Refused refused -> Optional.of(refused.words());
                        },
                    DoorLimits.standard()),
                request ->
                    reply(
                        adapter.handle(
                            request.method(),
                            request.uri(),
                            request.headers(),
                            request.body(),
                            Engine.certificate(request.identity()))),
                engine.nodeListener(upgrades),
                metrics,
                clock));
    nodePort = nodeDoor.address().getPort();
    channel.opened(nodeDoor);
    trust.trust().listen(_ -> Thread.ofVirtual().start(nodeDoor::recheck));
    PeopleDoor people =
        part(
            PeopleDoor.open(
                config.peopleDoor(),
                peopleIdentity.context(random),
                router,
                tokens,
                requestIds,
                new JoinRate(config.joining().perMinute(), clock),
                new Console(ports, access, clock, random)));
    peoplePort = people.port();

    engine.retireLeavers(
        new CleanedCertificates(
            store,
            trust.trust(),
            authority.certificate().getSubjectX500Principal().getName(),
            config.leaving().cleanedAfter(),
            clock),
        config.leaving().after());
    engine.follow(
        new GitRemote(
            config.dataDirectory().resolve("repositories"),
            Bounds.USUAL,
            config.repositoriesAllowed(),
            clock));
    engine.start();
    part(Repeating.every(LOOK_FOR_UPGRADES, "upgrades", upgrades::look));
    keepHistory(store);
    meters.nodeDoor(nodeDoor.address());
    meters.look();
    part(Repeating.every(LOOK_FOR_FIGURES, "figures", meters::look));
    LOG.info(
        "Kitward {} is ready: people at https://{}:{}, nodes at {}:{}; the administrator's token is in {}",
        VERSION,
        config.name(),
        peoplePort,
        config.name(),
        nodePort,
        adminToken());
  }

  /** What was is kept by months, and how the fleet is written down minute by minute. */
  private void keepHistory(Store store) {
    Retention retention = retention();
    var sampler = new Sampler(store, retention.history(), clock);
    part(Repeating.every(LOOK_FOR_MONTHS, "retention", () -> keepMonths(store, retention)));
    part(Repeating.every(LOOK_FOR_MINUTES, "samples", sampler::take));
  }

  private Retention retention() {
    return new Retention(config.kept().history(), config.kept().events(), config.kept().audit());
  }

  /** Rows find their place without it too: one who reads for long keeps it from nothing else. */
  private void keepMonths(Store store, Retention retention) {
    try {
      List<String> dropped =
          store.write(handle -> Partitions.keep(handle, retention, clock.instant()));
      if (!dropped.isEmpty()) {
        LOG.info("older than the retention, and dropped: {}", String.join(", ", dropped));
      }
    } catch (RuntimeException e) {
      LOG.warn("the months of what was are looked at again in an hour: {}", e.toString());
    }
  }

  private JoinScript joinScript(PeopleIdentity people, NodeTrust trust) {
    return new JoinScript(
        "https://" + config.name() + ":" + config.peopleDoor().getPort(),
        people.ca(),
        config.name() + ":" + config.nodeDoor().getPort(),
        Pem.print(trust.authorities()));
  }

  private StoreConfig storeConfig(Optional<String> runAs) {
    Path data = config.dataDirectory().resolve("postgres");
    StoreConfig store =
        config
            .jdbcUrl()
            .map(
                url ->
                    StoreConfig.external(
                        url,
                        config.jdbcUser(),
                        config.jdbcPasswordFile().orElse(Path.of("/dev/null")),
                        data))
            .orElseGet(() -> StoreConfig.embedded(data));
    return runAs.map(store::runningAs).orElse(store);
  }

  private void writeAdminToken(StoredTokens tokens) throws IOException {
    Optional<String> first = tokens.first();
    if (first.isPresent()) {
      PrivateFiles.write(adminToken(), (first.get() + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static NodeHttpReply reply(Response response) {
    return switch (response) {
      case Response.Whole(var status, var headers, var body) ->
          new NodeHttpReply.Whole(status, headers, body);
      case Response.FileBody(var path, var headers) ->
          new NodeHttpReply.FileReply(200, headers, path);
      case Response.Events _ ->
          throw new IllegalStateException("no stream of events is routed to door " + Door.NODE);
    };
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("a part did not end in order", e);
      }
    }
  }
}
