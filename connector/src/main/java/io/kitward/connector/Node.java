package io.kitward.connector;

import io.kitward.connector.apply.Caretaker;
import io.kitward.connector.apply.Shape;
import io.kitward.connector.config.Limits;
import io.kitward.connector.host.Host;
import io.kitward.connector.link.Party;
import io.kitward.connector.link.Report;
import io.kitward.connector.operation.Result;
import io.kitward.connector.relay.Relay;
import io.kitward.connector.state.Journal;
import io.kitward.connector.state.NodeState;
import io.kitward.connector.state.Records;
import io.kitward.connector.state.Storage;
import io.kitward.connector.upgrade.Upgrade;
import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.NodeEvent;
import io.kitward.protocol.OpAmp;
import io.kitward.protocol.Operation;
import io.kitward.protocol.OperationReply;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import opamp.proto.v1.Opamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node as its connector holds it together: what it was told, what it does about it, and what it
 * says. Thread-safe.
 */
public final class Node implements Party {

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private final Host host;
  private final NodeState state;
  private final Journal journal;
  private final Caretaker caretaker;
  private final Relay relay;
  private final Map<String, String> identifying;
  private volatile Function<Operation, Result> operator =
      _ -> Result.failed("the connector is only just starting");
  private volatile Runnable listener = () -> {};
  private volatile Runnable desiredListener = () -> {};
  private volatile Opamp.@Nullable RemoteConfigStatus refusal;
  private volatile @Nullable Upgrade upgrade;
  private final AtomicBoolean reached = new AtomicBoolean();

  /**
   * @param version of the connector
   * @param hostName the machine's own name
   */
  public Node(
      Host host,
      Storage storage,
      Limits limits,
      String version,
      String hostName,
      Clock clock,
      RandomGenerator random) {
    this.host = host;
    this.state = new NodeState(storage, clock, random);
    this.journal = new Journal(storage, clock);
    this.caretaker =
        new Caretaker(
            host,
            state,
            new Records(storage),
            journal,
            limits,
            clock,
            random,
            () -> listener.run());
    this.relay = new Relay(limits);
    var identity = new HashMap<String, String>();
    identity.put("service.name", OpAmp.CONNECTOR);
    identity.put("service.version", version);
    identity.put("service.instance.id", state.instanceUid().toString());
    identity.put("host.name", hostName);
    String machine = host.facts().getOrDefault("machine.id", "");
    if (!machine.isEmpty()) {
      identity.put("host.id", machine);
    }
    this.identifying = Map.copyOf(identity);
  }

  /** Whom to tell that there is something new to report; must not block. */
  public void listener(Runnable now) {
    listener = now;
  }

  /** Whom to tell that the node shall carry out something else now; must not block. */
  public void onDesired(Runnable now) {
    desiredListener = now;
  }

  /** Upgrades the connector itself from now on, and tells how the last upgrade ended. */
  public void upgrades(Upgrade now) {
    now.tellOutcome();
    upgrade = now;
  }

  @Override
  public void offered(Opamp.PackagesAvailable packages) {
    Upgrade now = upgrade;
    if (now != null) {
      now.offered(packages);
    }
  }

  @Override
  public boolean acceptsPackages() {
    Upgrade now = upgrade;
    return now != null && now.accepts();
  }

  @Override
  public Opamp.PackageStatuses packages() {
    Upgrade now = upgrade;
    return now == null ? Opamp.PackageStatuses.getDefaultInstance() : now.statuses();
  }

  @Override
  public void reached() {
    boolean first = !reached.getAndSet(true);
    Upgrade now = upgrade;
    if (first && now != null) {
      now.reached(Upgrade.REACHED);
    }
  }

  /** Whether the server has spoken with this connector since it was started. */
  public boolean accepted() {
    return reached.get();
  }

  /** Who carries out what people ask of this node now; it may wait. */
  public void operator(Function<Operation, Result> now) {
    operator = now;
  }

  @Override
  public void asked(Operation operation, Consumer<OperationReply> answer) {
    LOG.info(
        "{} asks for {} {}",
        operation.by(),
        operation.kind().name().toLowerCase(Locale.ROOT),
        operation.service());
    Thread.ofVirtual()
        .name("operation")
        .start(() -> operator.apply(operation).replies(operation.id()).forEach(answer));
  }

  @Override
  public void asked(ConsoleMessages.Asked asked, Relay.Answers answers) {
    Thread.ofVirtual()
        .name("console")
        .start(() -> relay.carryOut(asked.request(), asked.body(), answers));
  }

  /** The worker; somebody must run it. */
  public Caretaker caretaker() {
    return caretaker;
  }

  /** What the node shall carry out; empty before the first offer. */
  public Optional<DesiredState> desired() {
    return state.desired();
  }

  @Override
  public UUID instanceUid() {
    return state.instanceUid();
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public Report report() {
    List<InstanceObserved> observed = caretaker.observed();
    return new Report(identifying, host.facts(), observed, status(observed));
  }

  @Override
  public void offered(Opamp.AgentRemoteConfig config) {
    Optional<OpAmp.Offer> offer;
    try {
      offer = OpAmp.offer(config);
    } catch (RuntimeException e) {
      refuse(config, "the desired state cannot be read: " + e.getMessage());
      return;
    }
    if (offer.isEmpty()) {
      return;
    }
    DesiredState desired = offer.get().state();
    Optional<String> problem = Shape.problem(desired);
    if (problem.isPresent()) {
      refuse(config, problem.get());
      return;
    }
    switch (state.accept(desired, offer.get().secrets())) {
      case OLDER ->
          refuse(
              config,
              "epoch "
                  + desired.epoch()
                  + ", generation "
                  + desired.generation()
                  + " is older than what this node carries out");
      case SAME -> refusal = null;
      case NEW -> {
        refusal = null;
        journal.append(
            "",
            NodeEvent.Kind.RECEIVED,
            desired.generation(),
            "the node knows what it shall have from now on");
        LOG.info("received epoch {}, generation {}", desired.epoch(), desired.generation());
        caretaker.lookAtAll();
        desiredListener.run();
      }
    }
    listener.run();
  }

  private void refuse(Opamp.AgentRemoteConfig config, String reason) {
    var before = refusal;
    refusal =
        Opamp.RemoteConfigStatus.newBuilder()
            .setLastRemoteConfigHash(config.getConfigHash())
            .setStatus(Opamp.RemoteConfigStatuses.RemoteConfigStatuses_FAILED)
            .setErrorMessage(reason)
            .build();
    if (!refusal.equals(before)) {
      LOG.warn("refused a desired state: {}", reason);
      journal.append("", NodeEvent.Kind.REFUSED, 0, reason);
    }
    listener.run();
  }

  private Opamp.RemoteConfigStatus status(List<InstanceObserved> observed) {
    var refused = refusal;
    if (refused != null) {
      return refused;
    }
    DesiredState desired = state.desired().orElse(null);
    if (desired == null) {
      return Opamp.RemoteConfigStatus.getDefaultInstance();
    }
    var byService = new HashMap<String, InstanceObserved>();
    observed.forEach(one -> byService.put(one.service(), one));
    var failures = new TreeMap<String, String>();
    boolean applying = false;
    for (InstanceDesired instance : desired.instances()) {
      InstanceObserved now = byService.get(instance.service());
      if (now == null) {
        applying = true;
        continue;
      }
      switch (now.state()) {
        case PENDING -> {
          // What waits for a person is not on its way.
          if (now.discovery().relation() == InstanceObserved.Relation.MANAGED) {
            applying = true;
          } else {
            failures.put(instance.service(), reason(now));
          }
        }
        case APPLYING, REMOVING -> applying = true;
        case FAILED -> failures.put(instance.service(), reason(now));
        case SETTLED, REMOVED -> applying |= !now.hash().equals(instance.hash());
      }
    }
    return Opamp.RemoteConfigStatus.newBuilder()
        .setLastRemoteConfigHash(OpAmp.hash(desired))
        .setStatus(
            applying
                ? Opamp.RemoteConfigStatuses.RemoteConfigStatuses_APPLYING
                : failures.isEmpty()
                    ? Opamp.RemoteConfigStatuses.RemoteConfigStatuses_APPLIED
                    : Opamp.RemoteConfigStatuses.RemoteConfigStatuses_FAILED)
        .setErrorMessage(failures.isEmpty() ? "" : failures.toString())
        .build();
  }

  private static String reason(InstanceObserved instance) {
    return instance.conditions().stream()
        .filter(one -> one.status() != io.kitward.protocol.Condition.Status.TRUE)
        .map(io.kitward.protocol.Condition::message)
        .filter(message -> !message.isEmpty())
        .findFirst()
        .orElse("failed");
  }
}
