package io.kitward.server;

import io.kitward.policy.SecretText;
import io.kitward.policy.plan.Planner;
import io.kitward.selector.Selector;
import io.kitward.server.api.NodeCertificate;
import io.kitward.server.api.port.AuditTrail;
import io.kitward.server.api.port.ConnectorPackage;
import io.kitward.server.api.port.Ports;
import io.kitward.server.api.port.Tokens;
import io.kitward.server.api.stored.Following;
import io.kitward.server.api.stored.NodeEntry;
import io.kitward.server.api.stored.Planning;
import io.kitward.server.api.stored.StoredAdmissions;
import io.kitward.server.api.stored.StoredAgents;
import io.kitward.server.api.stored.StoredBackends;
import io.kitward.server.api.stored.StoredCertificateTags;
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
import io.kitward.server.api.stored.StoredViews;
import io.kitward.server.api.stored.StoredVouchers;
import io.kitward.server.api.stored.TakingEffect;
import io.kitward.server.api.stored.VoucherKeys;
import io.kitward.server.backend.BackendReconciler;
import io.kitward.server.backend.ConsoleDrivers;
import io.kitward.server.backend.Exchanges;
import io.kitward.server.backend.FileConsoles;
import io.kitward.server.backend.HostConsoles;
import io.kitward.server.backend.Silences;
import io.kitward.server.census.LiveCensus;
import io.kitward.server.channel.Channel;
import io.kitward.server.channel.NodeIdentity;
import io.kitward.server.channel.NodeListener;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.desired.MadeSecrets;
import io.kitward.server.desired.TreatmentTable;
import io.kitward.server.join.JoinScript;
import io.kitward.server.join.NodeIssue;
import io.kitward.server.notify.Hooks;
import io.kitward.server.notify.Letters;
import io.kitward.server.notify.Mailbox;
import io.kitward.server.notify.Notifier;
import io.kitward.server.notify.Post;
import io.kitward.server.reconcile.BackOff;
import io.kitward.server.reconcile.Key;
import io.kitward.server.reconcile.ReconcileQueue;
import io.kitward.server.repository.GitRemote;
import io.kitward.server.rollout.Brake;
import io.kitward.server.rollout.ConnectorUpgrades;
import io.kitward.server.rollout.ConsoleRequests;
import io.kitward.server.rollout.Flapping;
import io.kitward.server.rollout.LeavingNodes;
import io.kitward.server.rollout.NodeReconciler;
import io.kitward.server.rollout.NodeReports;
import io.kitward.server.rollout.NodeSessions;
import io.kitward.server.rollout.NodeStateTable;
import io.kitward.server.rollout.Operations;
import io.kitward.server.rollout.Slots;
import io.kitward.server.rollout.StockAgentTable;
import io.kitward.server.store.SecretValues;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.Store;
import io.kitward.server.vouch.PuppetAuthorities;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server does between its doors: keeps who is what, decides what each node shall have, and
 * hands it to the channel. Thread-safe.
 */
public final class Engine implements AutoCloseable {

  private static final int WORKERS = 8;
  private static final Duration LOOK_FOR_COMMITS = Duration.ofSeconds(1);

  /** How many nodes share a transaction when many are due. */
  private static final int NODES_TOGETHER = 64;

  private final Store store;
  private final Channel channel;
  private final Clock clock;
  private final SecureRandom random;
  private final NodeSessions sessions = new NodeSessions();
  private final LiveCensus census;
  private final String replica = UUID.randomUUID().toString();
  private final Operations operations;
  private final ConsoleRequests consoleRequests;
  private final AtomicBoolean loaded = new AtomicBoolean();
  private final Slots slots;
  private final Flapping flapping;
  private final StoredEvents events;
  private final Secrets secrets;
  private final LivePolicy policy;
  private final Planning planning;
  private final ReconcileQueue queue;
  private final TakingEffect effect;
  private final HttpClient http;
  private final PuppetAuthorities puppets;
  private final StoredTagSets tags;
  private final StoredCertificateTags certificates;
  private final HostConsoles hosts;
  private final BackendReconciler backends;
  private final Post post;
  private final Mailbox mailbox;
  private final Notifier notifier;
  private Supplier<Collection<UUID>> leavers = Set::of;
  private @Nullable Upkeep upkeep;
  private @Nullable Following following;
  private @Nullable Repeating looks;

  /**
   * How an engine works.
   *
   * @param peopleUrl where consoles and nodes reach the people's door
   * @param caPem the authority of that door
   * @param maxActing how many nodes may act at a time
   * @param plans how much may change without a figure to confirm
   * @param tickets on which nodes a change needs a ticket; empty: on none
   * @param flapping when a node's tags go back and forth too often
   * @param puppets the Puppet CAs whose compilers and certificates count
   */
  public record Settings(
      String peopleUrl,
      String caPem,
      int maxActing,
      Planner.Limits plans,
      Optional<Selector> tickets,
      Flapping flapping,
      PuppetAuthorities puppets) {

    /** Where no change needs a ticket. */
    public Settings(
        String peopleUrl,
        String caPem,
        int maxActing,
        Planner.Limits plans,
        Flapping flapping,
        PuppetAuthorities puppets) {
      this(peopleUrl, caPem, maxActing, plans, Optional.empty(), flapping, puppets);
    }

    /** With the usual limits of plans. */
    public Settings(String peopleUrl, String caPem, int maxActing) {
      this(
          peopleUrl,
          caPem,
          maxActing,
          new Planner.Limits(10, 5),
          Flapping.USUAL,
          PuppetAuthorities.NONE);
    }
  }

  /** Loads the documents in force; {@link #start} begins the work. */
  public Engine(
      Store store,
      Secrets secrets,
      Settings settings,
      Channel channel,
      Clock clock,
      SecureRandom random) {
    this.store = store;
    this.secrets = secrets;
    this.channel = channel;
    this.operations = new Operations(channel, clock);
    this.consoleRequests = new ConsoleRequests(channel);
    this.clock = clock;
    this.random = random;
    this.flapping = settings.flapping();
    this.puppets = settings.puppets();
    this.slots = new Slots(settings.maxActing(), clock);
    this.events = new StoredEvents(store);
    this.policy =
        LivePolicy.open(store, secrets, random, settings.peopleUrl(), settings.caPem(), clock);
    this.census = new LiveCensus(store, policy, channel, sessions, clock);
    this.planning = new Planning(policy, settings.plans(), settings.tickets());
    this.http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    var values = new SecretValues(secrets);
    var reconcilers = new Reconcilers();
    this.queue =
        new ReconcileQueue(
            reconcilers,
            new BackOff(Duration.ofMillis(200), Duration.ofSeconds(30)),
            NODES_TOGETHER);
    this.tags = new StoredTagSets(store, policy, queue::add, events::ring, clock);
    this.certificates = new StoredCertificateTags(store, puppets, tags, clock);
    this.effect = new TakingEffect(store, policy, queue::add, queue::addInTime, events::ring);
    var exchanges = new Exchanges(store, http, channel, consoleRequests, replica);
    this.hosts =
        new HostConsoles(
            store,
            new ConsoleDrivers(values::value, exchanges, clock),
            exchanges::here,
            replica,
            events::ring,
            clock);
    this.backends =
        new BackendReconciler(
            store,
            policy,
            exchanges,
            new Silences(
                (backend, now) ->
                    store.read(handle -> TreatmentTable.suspensions(handle, backend, now))),
            hosts,
            new FileConsoles(store, operations, replica, queue::add),
            queue::add,
            events::ring,
            clock);
    this.post = new Post(Post.LIMIT);
    this.mailbox = new Mailbox(Mailbox.LIMIT);
    this.notifier =
        new Notifier(
            store,
            policy,
            new Hooks(post, secrets, settings.peopleUrl(), clock),
            new Letters(mailbox, secrets, settings.peopleUrl()),
            clock);
    reconcilers.backends(policy, backends, notifier);
    reconcilers.nodes(
        new NodeReconciler(
            store,
            policy,
            channel,
            sessions,
            replica,
            slots,
            Brake.DESIGN,
            flapping,
            (certname, text, lent) -> value(values, certname, text, lent),
            queue::add,
            events::ring,
            clock));
  }

  /** A secret's value as it may stand in a node's file; empty when it may not. */
  private static Optional<String> value(
      SecretValues values, String certname, String text, Set<String> lent) {
    SecretText secret = SecretText.parse(text).orElseThrow();
    return values.forNode(certname, secret.reference(), lent).flatMap(secret::of);
  }

  /**
   * Retires nodes that leave by themselves; before {@link #start}.
   *
   * @param signs nodes that others say have left, with why
   * @param silence after which a node counts as gone; empty: never
   */
  public void retireLeavers(Supplier<Map<UUID, String>> signs, Optional<Duration> silence) {
    leavers =
        new LeavingNodes(store, channel::connectedNodes, signs, silence, Brake.DESIGN, clock)::look;
  }

  /** Follows repositories from {@link #start} on; before it. */
  public void follow(GitRemote remote) {
    following =
        new Following(store, policy, planning, effect, remote, secrets, events::ring, clock);
  }

  /** Begins to reconcile: what changed while nothing ran, what was waiting, and every console. */
  public void start() {
    store.change(handle -> StockAgentTable.nobody(handle, clock.instant()));
    certificates.forgetUnmapped();
    notifier.sweep();
    census.start();
    queue.start(WORKERS);
    long documents = policy.get().revision();
    store
        .read(handle -> NodeStateTable.due(handle, documents, clock.instant()))
        .forEach(node -> queue.add(new Key.NodeKey(node)));
    policy.get().consoles().keySet().forEach(name -> queue.add(new Key.BackendKey(name)));
    upkeep =
        Upkeep.start(
            store,
            policy,
            sessions,
            slots,
            queue::add,
            queue::addInTime,
            leavers,
            clock,
            () -> queue.backlog() == 0,
            loaded);
    if (following != null) {
      looks = Repeating.every(LOOK_FOR_COMMITS, "repositories", following::look);
    }
  }

  /** Why the engine is not ready; empty once it has looked at every node that was due. */
  public Optional<String> unready() {
    return loaded.get() ? Optional.empty() : Optional.of("still looking at the nodes");
  }

  /** How many nodes and consoles are to be looked at now, or as soon as there is time. */
  public int backlog() {
    return queue.backlog();
  }

  /** How much there is to look at, and for how long it has been waiting. */
  ReconcileQueue.Standing standing() {
    return queue.standing();
  }

  /**
   * Whether each console or receiver answered when it was asked last; those never asked are left
   * out.
   */
  Map<String, Boolean> consolesAnswer() {
    Map<String, Boolean> answers = new TreeMap<>();
    for (String name : policy.get().consoles().keySet()) {
      notifier
          .status(name)
          .or(() -> backends.status(name))
          .ifPresent(status -> answers.put(name, status.reachable()));
    }
    return answers;
  }

  /** The name under which this server holds nodes' sessions, anew with each start. */
  public String replica() {
    return replica;
  }

  /** What listens to the nodes. */
  public NodeListener nodeListener() {
    return nodeListener(new ConnectorUpgrades(channel, Optional::empty, _ -> Optional.empty()));
  }

  /** What listens to the nodes, and offers connectors their upgrades. */
  public NodeListener nodeListener(ConnectorUpgrades upgrades) {
    return new NodeReports(
        store,
        sessions,
        operations,
        consoleRequests,
        replica,
        queue::add,
        events::ring,
        upgrades,
        identity -> certificates.accept(certificate(identity)),
        clock);
  }

  /** What is told the certificates that nodes come with. */
  public Consumer<NodeCertificate> certificates() {
    return certificates;
  }

  /** What the API knows of who stands at the node door. */
  static NodeCertificate certificate(NodeIdentity identity) {
    return new NodeCertificate(
        identity.certname(),
        identity.issuer(),
        identity.serial(),
        identity.notBefore(),
        identity.extensions());
  }

  /** Puts documents in force. */
  public StoredDocuments documents() {
    return new StoredDocuments(store, planning, effect, clock);
  }

  /**
   * What the API of this engine needs.
   *
   * @param audit where refusals and changes are listed
   * @param connector the connector's packages for the nodes
   * @param issue gives nodes certificates
   * @param revoked whether the CA of this name took back the certificate of this serial
   * @param script what machines run to join
   * @param revocations puts in force what was taken back
   * @param metrics what the status counts in
   * @param version the server's own
   */
  public Ports ports(
      AuditTrail audit,
      Tokens tokens,
      ConnectorPackage connector,
      NodeIssue issue,
      BiPredicate<String, String> revoked,
      JoinScript script,
      Runnable revocations,
      PrometheusMeterRegistry metrics,
      String version) {
    var views = new StoredViews(store, policy, census, channel, sessions, clock);
    var keys = new VoucherKeys(store, revoked, clock);
    var entry = new NodeEntry(issue, revocations, queue::add, events::ring);
    var consoles =
        new StoredBackends(
            store,
            policy,
            name -> notifier.status(name).or(() -> backends.status(name)),
            loaded::get,
            clock);
    return new Ports(
        views.nodes(),
        census,
        new StoredAgents(store, channel),
        new StoredOperations(store, operations, clock),
        tags,
        new StoredDeclarations(store, puppets, keys, queue::add, events::ring, clock),
        new StoredVouchers(store, puppets, keys, clock),
        views.instances(),
        new StoredHistory(store, policy, clock),
        events,
        documents(),
        new StoredDrafts(store, clock),
        new StoredPlans(store, planning, effect, clock),
        new StoredExplanations(store, policy, clock),
        new StoredTagReports(store, policy, flapping, clock),
        consoles,
        new StoredLedgers(store, policy, hosts, queue::add, clock),
        new StoredExceptions(store, queue::add, clock),
        audit,
        views.status(consoles, this::unready, metrics, version),
        tokens,
        new StoredSecretVersions(
            store, secrets, new MadeSecrets(secrets, random, clock), effect, clock),
        connector,
        new StoredJoining(store, entry, script, clock),
        new StoredAdmissions(store, entry, script, random, clock),
        new StoredRetirements(store, channel, revocations, queue::add, events::ring, clock),
        new StoredSuspensions(store, queue::add, clock),
        new StoredRepositories(store, planning, effect, clock));
  }

  /** Ends the work after the current steps. */
  @Override
  public void close() {
    if (upkeep != null) {
      upkeep.close();
    }
    if (looks != null) {
      looks.close();
    }
    if (following != null) {
      following.close();
    }
    queue.close();
    census.close();
    hosts.close();
    http.close();
    post.close();
    mailbox.close();
  }
}
