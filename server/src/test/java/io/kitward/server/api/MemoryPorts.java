package io.kitward.server.api;

import io.kitward.selector.Selector;
import io.kitward.selector.Tag;
import io.kitward.selector.Tags;
import io.kitward.server.access.Principal;
import io.kitward.server.access.Principal.Role;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.ApplyOutcome;
import io.kitward.server.api.port.AuditTrail;
import io.kitward.server.api.port.AuditView;
import io.kitward.server.api.port.BackendView;
import io.kitward.server.api.port.Backends;
import io.kitward.server.api.port.ConditionView;
import io.kitward.server.api.port.ConnectorPackage;
import io.kitward.server.api.port.DocumentChange;
import io.kitward.server.api.port.DocumentFault;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.EventFeed;
import io.kitward.server.api.port.EventFilter;
import io.kitward.server.api.port.EventView;
import io.kitward.server.api.port.ExceptionView;
import io.kitward.server.api.port.Exceptions;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.InstanceView;
import io.kitward.server.api.port.Instances;
import io.kitward.server.api.port.NodeView;
import io.kitward.server.api.port.Nodes;
import io.kitward.server.api.port.Ports;
import io.kitward.server.api.port.Status;
import io.kitward.server.api.port.StatusView;
import io.kitward.server.api.port.TagEntry;
import io.kitward.server.api.port.TagSets;
import io.kitward.server.api.port.TokenView;
import io.kitward.server.api.port.Tokens;
import io.kitward.server.desired.Phase;
import io.kitward.server.store.StoreUnavailableException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The least that can stand behind the API, in memory, to hold routes, doors and handlers to their
 * contract without a database; the same contract runs over the real server too.
 */
final class MemoryPorts {
  static final Instant NOW = Instant.parse("2026-11-22T05:51:12Z");

  final Map<String, TreeMap<String, TreeSet<Tag>>> tags = new TreeMap<>();
  final List<EventView> events = new CopyOnWriteArrayList<>();
  final List<String> denied = new CopyOnWriteArrayList<>();
  volatile boolean broken;
  volatile boolean unsure;
  volatile boolean ready = true;
  volatile boolean packaged = true;

  private final Map<String, List<DocumentView>> documents = new TreeMap<>();
  private final Map<String, TokenView> tokens = new TreeMap<>();
  private final Map<String, Principal> values = new HashMap<>();
  private final List<Runnable> wakes = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Path deb;

  MemoryPorts(Path deb) {
    this.deb = deb;
    reset();
  }

  void reset() {
    tags.clear();
    events.clear();
    denied.clear();
    documents.clear();
    tokens.clear();
    values.clear();
    broken = false;
    unsure = false;
    ready = true;
    packaged = true;
    tags.put(
        "db1.example",
        new TreeMap<>(Map.of("node", new TreeSet<>(List.of(Tag.parse("database"))))));
    tags.put("web1.example", new TreeMap<>());
    values.put("admin-value", new Principal.TokenPrincipal("admin", Role.ADMIN));
    values.put("mon-value", new Principal.BackendPrincipal("mon"));
    values.put("other-value", new Principal.BackendPrincipal("other"));
    tokens.put("spare", new TokenView("spare", "admin", NOW, "token/admin", null));
    store(document("Service", "node-exporter", "{}"));
    store(document("Bundle", "idle", "{}"));
    emit("db1.example", "node-exporter", "Installed", "installed 1.5.0");
  }

  void emit(String node, String service, String kind, String message) {
    events.add(new EventView(events.size() + 1, NOW, node, service, kind, message));
    wakes.forEach(Runnable::run);
  }

  Ports ports() {
    return new Ports(
        guarded(Nodes.class, new MemoryNodes()),
        guarded(TagSets.class, new MemoryTags()),
        guarded(Instances.class, this::instances),
        guarded(EventFeed.class, new MemoryEvents()),
        guarded(Documents.class, new MemoryDocuments()),
        guarded(Backends.class, new MemoryBackends()),
        guarded(Exceptions.class, new MemoryExceptions()),
        guarded(AuditTrail.class, (before, limit) -> List.of(audit())),
        new MemoryStatus(),
        guarded(Tokens.class, new MemoryTokens()),
        () ->
            packaged
                ? Optional.of(new ConnectorPackage.Debian(deb, "0.1.0", "0".repeat(64)))
                : Optional.empty());
  }

  private <T> T guarded(Class<T> port, T real) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, arguments) -> {
              if (broken) {
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

  private static AuditView audit() {
    return new AuditView(
        1, NOW, "node/web1.example", "WRITE_TAGS", "node/db1.example", "denied", "…", "r-1");
  }

  private List<InstanceView> instances(
      InstanceFilter filter, String afterNode, String afterService, int limit) {
    var hash = new InstanceView.StateHash("0".repeat(64));
    var view =
        new InstanceView(
            "db1.example",
            "node-exporter",
            Phase.OK,
            NOW,
            "",
            List.of(new ConditionView("Installed", "True", NOW, "Installed", "")),
            hash,
            hash,
            null,
            List.of("Policy/all"),
            List.of(new InstanceView.Parameter("port", "9100", "default")));
    boolean wanted =
        afterNode.isEmpty()
            && (filter.node() == null || filter.node().equals("db1.example"))
            && (filter.phase() == null || filter.phase() == Phase.OK);
    return wanted ? List.of(view) : List.of();
  }

  private static DocumentView document(String kind, String name, String spec) {
    Map<String, Object> content =
        Map.of(
            "apiVersion",
            "kitward/v1",
            "kind",
            kind,
            "metadata",
            Map.of("name", name),
            "spec",
            Map.of());
    return new DocumentView(kind, name, "", 1, hash(spec), NOW, "token/admin", content);
  }

  private static String hash(String text) {
    return String.format("%064x", text.hashCode() & 0xffffffffL);
  }

  private void store(DocumentView view) {
    documents.computeIfAbsent(view.kind() + "/" + view.name(), _ -> new ArrayList<>()).add(view);
  }

  private final class MemoryNodes implements Nodes {
    @Override
    public List<NodeView> page(@Nullable Selector selector, String after, int limit) {
      return tags.keySet().stream()
          .filter(name -> name.compareTo(after) > 0)
          .map(this::view)
          .filter(
              node ->
                  selector == null
                      || selector.matches(Tags.parse(node.tags().toArray(String[]::new))))
          .limit(limit)
          .toList();
    }

    @Override
    public Optional<NodeView> find(String certname) {
      return tags.containsKey(certname) ? Optional.of(view(certname)) : Optional.empty();
    }

    private NodeView view(String certname) {
      var effective = new TreeSet<String>();
      tags.getOrDefault(certname, new TreeMap<>())
          .values()
          .forEach(set -> set.forEach(tag -> effective.add(tag.toString())));
      return new NodeView(
          certname,
          new UUID(0, certname.hashCode()),
          true,
          NOW,
          "0.1.0",
          false,
          Phase.OK,
          Map.of(Phase.OK, 1),
          List.copyOf(effective),
          Map.of("os.family", "Debian"),
          NOW);
    }
  }

  private final class MemoryTags implements TagSets {
    @Override
    public Optional<List<TagEntry>> all(String certname) {
      var sources = tags.get(certname);
      if (sources == null) {
        return Optional.empty();
      }
      var entries = new ArrayList<TagEntry>();
      sources.forEach(
          (source, set) ->
              set.forEach(
                  tag ->
                      entries.add(
                          new TagEntry(
                              tag.toString(), source, "self-asserted", "node/" + certname, NOW))));
      return Optional.of(entries);
    }

    @Override
    public Optional<SortedSet<Tag>> of(String certname, String source) {
      return Optional.ofNullable(tags.get(certname))
          .map(sources -> new TreeSet<>(sources.getOrDefault(source, new TreeSet<>())));
    }

    @Override
    public SortedSet<Tag> change(
        String certname, String source, UnaryOperator<SortedSet<Tag>> decide, Actor actor) {
      lock.lock();
      try {
        var next = new TreeSet<>(decide.apply(of(certname, source).orElseGet(TreeSet::new)));
        tags.computeIfAbsent(certname, _ -> new TreeMap<>()).put(source, next);
        return next;
      } finally {
        lock.unlock();
      }
    }
  }

  private final class MemoryEvents implements EventFeed {
    @Override
    public List<EventView> before(EventFilter filter, long before, int limit) {
      return events.stream()
          .filter(event -> event.id() < before)
          .sorted(Comparator.comparingLong(EventView::id).reversed())
          .limit(limit)
          .toList();
    }

    @Override
    public List<EventView> after(EventFilter filter, long after, int limit) {
      return events.stream().filter(event -> event.id() > after).limit(limit).toList();
    }

    @Override
    public long latest() {
      return events.size();
    }

    @Override
    public Subscription subscribe(Runnable wake) {
      wakes.add(wake);
      return () -> wakes.remove(wake);
    }
  }

  private final class MemoryDocuments implements Documents {
    @Override
    public List<DocumentView> list(
        @Nullable String kind, String afterKind, String afterName, int limit) {
      return documents.values().stream()
          .map(List::getLast)
          .filter(view -> kind == null || view.kind().equals(kind))
          .filter(
              view -> (view.kind() + "/" + view.name()).compareTo(afterKind + "/" + afterName) > 0)
          .limit(limit)
          .toList();
    }

    @Override
    public Optional<DocumentView> find(String kind, String name, OptionalLong revision) {
      return documents.getOrDefault(kind + "/" + name, List.of()).reversed().stream()
          .filter(view -> revision.isEmpty() || view.revision() == revision.getAsLong())
          .findFirst();
    }

    @Override
    public ApplyOutcome apply(
        List<DocumentSource> sources, @Nullable Expectation expect, Actor actor) {
      var changes = new ArrayList<DocumentChange>();
      for (DocumentSource source : sources) {
        JsonNode read;
        try {
          read = YAMLMapper.builder().build().readTree(source.text());
        } catch (JacksonException e) {
          return refused(source, "syntax");
        }
        String kind = read.path("kind").asString("");
        if (!List.of("Service", "Bundle", "Policy", "Backend").contains(kind)) {
          return refused(source, "“" + kind + "” is not a kind of document");
        }
        String name = read.path("metadata").path("name").asString("");
        var present = find(kind, name, OptionalLong.empty());
        if (expect != null) {
          expect.check().accept(present);
        }
        boolean equal = present.isPresent() && present.get().hash().equals(hash(read.toString()));
        long revision = present.map(DocumentView::revision).orElse(0L) + (equal ? 0 : 1);
        if (!equal) {
          store(
              new DocumentView(
                  kind,
                  name,
                  "",
                  revision,
                  hash(read.toString()),
                  NOW,
                  "token/admin",
                  document(kind, name, "").document()));
        }
        changes.add(
            new DocumentChange(
                kind,
                name,
                revision,
                present.isEmpty()
                    ? DocumentChange.Outcome.CREATED
                    : equal ? DocumentChange.Outcome.UNCHANGED : DocumentChange.Outcome.CHANGED));
      }
      return new ApplyOutcome.Applied(changes);
    }

    private ApplyOutcome refused(DocumentSource source, String detail) {
      return new ApplyOutcome.Refused(
          List.of(new DocumentFault("document-kind", detail, source.name(), 1, 1, "/kind")));
    }

    @Override
    public DeleteOutcome delete(Expectation expect, Actor actor) {
      String key = expect.kind() + "/" + expect.name();
      expect.check().accept(find(expect.kind(), expect.name(), OptionalLong.empty()));
      if (key.equals("Service/node-exporter")) {
        return new DeleteOutcome.Needed(List.of("Bundle/baseline"));
      }
      return documents.remove(key) == null
          ? new DeleteOutcome.Unknown()
          : new DeleteOutcome.Deleted();
    }

    @Override
    public Optional<String> schema(String kind) {
      return Optional.of("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"}");
    }
  }

  private final class MemoryBackends implements Backends {
    @Override
    public List<BackendView> list() {
      return List.of(new BackendView("mon", "prometheus", "http://mon:9090", "ok", NOW, "", 1, 1));
    }

    @Override
    public Discovery discover(String backend) {
      if (!backend.equals("mon")) {
        return new Discovery.Unknown();
      }
      return unsure
          ? new Discovery.Unsure("Loading the fleet.")
          : new Discovery.Targets(
              List.of(
                  new TargetGroup(List.of("db1.example:9100"), Map.of("certname", "db1.example"))));
    }
  }

  private static final class MemoryExceptions implements Exceptions {
    private static final ExceptionView OPEN =
        new ExceptionView(
            "x-1", "brake", "open", "", "rsyslog", "held", List.of("-"), true, NOW, null, null);

    @Override
    public List<ExceptionView> page(@Nullable String state, String before, int limit) {
      return before.isEmpty() ? List.of(OPEN) : List.of();
    }

    @Override
    public ReleaseOutcome release(String id, Actor actor) {
      return switch (id) {
        case "x-1" -> new ReleaseOutcome.Released(OPEN);
        case "x-2" -> new ReleaseOutcome.NotReleasable("The exception x-2 is closed.");
        default -> new ReleaseOutcome.Unknown();
      };
    }
  }

  private final class MemoryStatus implements Status {
    @Override
    public StatusView overview() {
      return guarded(Supply.class, this::view).get();
    }

    private StatusView view() {
      return new StatusView(
          "0.1.0",
          NOW,
          1,
          2,
          2,
          0,
          Map.of(Phase.OK, 1),
          0,
          1,
          List.of(new StatusView.Cause(Phase.FAILED, "rsyslog", "port taken", 1, NOW)),
          new MemoryBackends().list());
    }

    @Override
    public Optional<String> notReady() {
      return ready ? Optional.empty() : Optional.of("The store is starting.");
    }

    @Override
    public String metrics() {
      return "kitward_nodes 2\n";
    }
  }

  interface Supply {
    StatusView get();
  }

  private final class MemoryTokens implements Tokens {
    @Override
    public Optional<Principal> verify(String token) {
      return Optional.ofNullable(values.get(token));
    }

    @Override
    public List<TokenView> list() {
      return List.copyOf(tokens.values());
    }

    @Override
    public Optional<Created> create(String name, Actor actor) {
      var made = new TokenView(name, "admin", NOW, actor.principal().display(), null);
      return tokens.putIfAbsent(name, made) == null
          ? Optional.of(new Created(made, "secret"))
          : Optional.empty();
    }

    @Override
    public Optional<TokenView> revoke(String name, Actor actor) {
      return Optional.ofNullable(tokens.get(name))
          .map(token -> new TokenView(name, token.role(), NOW, token.createdBy(), NOW));
    }
  }
}
