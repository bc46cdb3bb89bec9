package io.kitward.lab.catalog;

import io.kitward.lab.HostDifferences;
import io.kitward.lab.HostState;
import io.kitward.lab.LabException;
import io.kitward.lab.LabHost;
import io.kitward.lab.Mission;
import io.kitward.lab.catalog.Row.Case;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes every tool of the catalog through its life on real hosts, through the real server and
 * connector: deployed, asked to do its work, stopped, killed, its file edited, its package removed,
 * its document broken by a mistake, and taken away. All hosts at the same time.
 */
public final class CatalogProof {

  private static final String SOURCE = "user/catalog";
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final CatalogLab lab;
  private final Path folder;
  private final List<Row> rows = Collections.synchronizedList(new ArrayList<>());
  private final Map<Tool, String> good = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Map<String, HostState> before = Collections.synchronizedMap(new LinkedHashMap<>());

  private final Map<String, LabHost> hosts = new ConcurrentHashMap<>();

  private CatalogProof(CatalogLab lab, Path folder) {
    this.lab = lab;
    this.folder = folder;
  }

  /**
   * Runs all cases.
   *
   * @param folder for documents, empty
   */
  public static List<Row> run(CatalogLab lab, Path folder) {
    var proof = new CatalogProof(lab, folder);
    proof.prepare();
    proof.onEachHost(proof::deploy);
    proof.onEachHost(proof::disturb);
    proof.mistakes();
    proof.onEachHost(proof::leave);
    return proof.inOrder();
  }

  private List<Row> inOrder() {
    List<String> services = Tools.all().stream().map(Tool::service).toList();
    synchronized (rows) {
      return rows.stream()
          .sorted(
              java.util.Comparator.comparingInt((Row row) -> services.indexOf(row.service()))
                  .thenComparing(Row::tried))
          .toList();
    }
  }

  private void prepare() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Tools.all().stream()
          .map(Tool::host)
          .distinct()
          .map(name -> CompletableFuture.runAsync(() -> hosts.put(name, lab.joined(name)), threads))
          .toList()
          .forEach(CompletableFuture::join);
    }
    secret("catalog-community", "lab-community");
    secret("catalog-icinga-ca", authority());
    onEachHost(
        host -> {
          if (of(host).stream().anyMatch(tool -> tool.service().equals("postgres-exporter"))) {
            host.run(
                    LIMIT,
                    "sh",
                    "-c",
                    "apt-get install -y -qq --no-install-recommends " + Tools.DATABASE)
                .orThrow("installing the database that was there before");
          }
          before.put(host.name(), HostState.of(host));
        });
    var policies = new StringBuilder();
    for (Tool tool : Tools.all()) {
      policies.append(
          """
          ---
          apiVersion: kitward/v1
          kind: Policy
          metadata: {name: catalog-%1$s}
          spec: {selector: "catalog = %1$s", effect: require, services: [%1$s], parameters: {%1$s: %2$s}}
          """
              .formatted(tool.service(), tool.parameters()));
    }
    apply(Map.of("policies", policies.toString()));
  }

  /** Some authority: the agent starts with it, and no parent is there to have signed with it. */
  private String authority() {
    try {
      return Files.readString(lab.server().ca());
    } catch (IOException e) {
      throw new UncheckedIOException("the server's authority can't be read", e);
    }
  }

  private void secret(String name, String value) {
    var _ =
        lab.api()
            .send(
                "POST",
                "/v1/secrets",
                "application/json",
                JSON.writeValueAsString(Map.of("name", name, "value", value)))
            .orThrow();
  }

  private void apply(Map<String, String> documents) {
    try {
      Path place = Files.createTempDirectory(folder, "documents");
      for (var document : documents.entrySet()) {
        Files.writeString(place.resolve(document.getKey() + ".yaml"), document.getValue());
      }
      lab.server()
          .command("apply", "--confirm", "2", "-f", place.toString())
          .orThrow("applying documents");
    } catch (IOException e) {
      throw new UncheckedIOException("documents could not be written", e);
    }
  }

  private void deploy(LabHost host) {
    List<Tool> tools = of(host);
    long start = System.nanoTime();
    lab.api().tags(tools.getFirst().certname(), SOURCE, tools.stream().map(Tool::tag).toList());
    var seen = new ToolHost(host);
    for (Tool tool : tools) {
      boolean there = awaited(() -> isThere(tool));
      row(tool, Case.DEPLOYED, there ? "after " + seconds(start) : state(tool), there);
      good.put(tool, seen.file(tool));
      if (tool.runs()) {
        boolean works = awaited(() -> seen.works(tool));
        row(tool, Case.WORKS, works ? "holds" : seen.answer(tool), works);
      } else {
        row(tool, Case.WORKS, "not in a container", true);
      }
    }
  }

  private boolean isWell(Tool tool) {
    String phase = instance(tool).path("phase").asString("");
    return phase.equals("ok") || phase.equals("repaired");
  }

  private JsonNode instance(Tool tool) {
    return lab.instance(tool.certname(), tool.service());
  }

  private boolean isThere(Tool tool) {
    return tool.runs()
        ? isWell(tool)
        : condition(tool, "Installed").equals("True")
            && condition(tool, "Configured").equals("True");
  }

  private void disturb(LabHost host) {
    var seen = new ToolHost(host);
    List<Tool> tools = of(host);
    List<Tool> running = tools.stream().filter(Tool::runs).toList();
    for (Tool tool : running) {
      seen.stop(tool);
      again(tool, seen, Case.STOPPED, () -> true);
    }
    for (Tool tool : running) {
      ToolHost.Main killed = seen.main(tool);
      seen.kill(tool);
      again(tool, seen, Case.KILLED, () -> !seen.main(tool).pid().equals(killed.pid()));
    }
    for (Tool tool : tools) {
      seen.edit(tool);
      again(tool, seen, Case.EDITED, () -> seen.file(tool).equals(good.get(tool)));
    }
    long start = System.nanoTime();
    seen.remove(tools.stream().flatMap(tool -> tool.packages().stream()).toList());
    for (Tool tool : tools) {
      boolean back =
          awaited(
              () ->
                  seen.installed(tool)
                      && seen.file(tool).equals(good.get(tool))
                      && (!tool.runs() || seen.works(tool)));
      row(tool, Case.REMOVED, back ? "installed again after " + seconds(start) : state(tool), back);
    }
  }

  private void again(Tool tool, ToolHost seen, Case tried, BooleanSupplier undone) {
    long start = System.nanoTime();
    boolean restored = awaited(undone);
    boolean works = restored && (!tool.runs() || awaited(() -> seen.works(tool)));
    String what = tried == Case.EDITED ? "restored after " : "works again after ";
    row(tool, tried, works ? what + seconds(start) : state(tool), works);
  }

  private void mistakes() {
    Map<String, String> mistaken = new LinkedHashMap<>();
    Map<String, String> right = new LinkedHashMap<>();
    List<Tool> tools =
        Tools.all().stream().filter(tool -> tool.mistake().seen() != Tool.Seen.NOWHERE).toList();
    for (Tool tool : tools) {
      String document = document(tool);
      right.put(tool.service(), document);
      mistaken.put(tool.service(), tool.mistake().in(document));
    }
    awaitAll(tools);
    apply(mistaken);
    onEachHost(
        host ->
            of(host).stream()
                .filter(tool -> tool.mistake().seen() != Tool.Seen.NOWHERE)
                .forEach(tool -> mistake(tool, new ToolHost(host))));
    apply(right);
    awaitAll(tools);
  }

  private void mistake(Tool tool, ToolHost seen) {
    boolean said = awaited(() -> !isThere(tool) && !problem(tool).isEmpty());
    boolean asBefore =
        awaited(
            () ->
                seen.file(tool).equals(good.get(tool))
                    && (!tool.runs() || seen.works(tool))
                    && !problem(tool).isEmpty());
    String how =
        tool.mistake().seen() == Tool.Seen.BY_CHECKER
            ? "refused by its checker: "
            : "its last good file is back: ";
    boolean held = said && asBefore;
    row(tool, Case.MISTAKEN, held ? how + problem(tool) : state(tool), held);
  }

  private void awaitAll(List<Tool> tools) {
    for (Tool tool : tools) {
      if (!awaited(() -> isThere(tool))) {
        System.out.println("catalog: " + tool.service() + " is not well: " + state(tool));
      }
    }
  }

  /** What the server says is wrong with an instance; empty when nothing is. */
  private String problem(Tool tool) {
    for (String type : List.of("Configured", "Running", "Healthy")) {
      for (JsonNode condition : instance(tool).path("conditions")) {
        if (condition.path("type").asString("").equals(type)
            && condition.path("status").asString("").equals("False")) {
          return condition.path("message").asString("");
        }
      }
    }
    return "";
  }

  private void leave(LabHost host) {
    List<Tool> tools = of(host);
    String certname = tools.getFirst().certname();
    long start = System.nanoTime();
    lab.api().tags(certname, SOURCE, List.of());
    for (Tool tool : tools) {
      boolean gone = awaited(() -> instance(tool).isMissingNode());
      if (!gone) {
        row(tool, Case.GONE, state(tool), false);
        return;
      }
    }
    String after = seconds(start);
    HostState then = before.getOrDefault(host.name(), HostState.of(host));
    HostDifferences left = then.differences(HostState.of(host));
    List<String> unexplained =
        left.unexplained().stream().filter(line -> Leftovers.reason(line).isEmpty()).toList();
    String reasons =
        left.unexplained().stream()
            .flatMap(line -> Leftovers.reason(line).stream())
            .distinct()
            .collect(Collectors.joining("; "));
    for (Tool tool : tools) {
      row(
          tool,
          Case.GONE,
          unexplained.isEmpty()
              ? "packages and files of its host as before, "
                  + after
                  + (reasons.isEmpty() ? "" : ", but for: " + reasons)
              : "left on " + host.name() + ": " + String.join(", ", unexplained),
          unexplained.isEmpty());
    }
  }

  private String document(Tool tool) {
    Path path = lab.home().resolve("catalog/" + tool.service() + "/service.yaml");
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException("a document can't be read", e);
    }
  }

  private String condition(Tool tool, String type) {
    for (JsonNode condition : instance(tool).path("conditions")) {
      if (condition.path("type").asString("").equals(type)) {
        return condition.path("status").asString("");
      }
    }
    return "";
  }

  /** How the server sees the instance, in one line. */
  private String state(Tool tool) {
    JsonNode instance = instance(tool);
    if (instance.isMissingNode()) {
      return "no instance";
    }
    var text = new StringBuilder(instance.path("phase").asString(""));
    for (JsonNode condition : instance.path("conditions")) {
      String status = condition.path("status").asString("");
      if (!status.equals("True") && !status.equals("NotApplicable")) {
        text.append("; ")
            .append(condition.path("type").asString(""))
            .append(' ')
            .append(status)
            .append(": ")
            .append(condition.path("message").asString(""));
      }
    }
    return text.toString();
  }

  private void row(Tool tool, Case tried, String what, boolean held) {
    System.out.printf(
        "catalog: %s, %s: %s%s%n", tool.service(), tried.title(), held ? "" : "NOT HELD: ", what);
    rows.add(new Row(tool.service(), tried, what, held));
  }

  private static boolean awaited(BooleanSupplier holds) {
    try {
      Mission.await("a state", LIMIT, () -> tolerantly(holds), () -> "");
      return true;
    } catch (LabException e) {
      return false;
    }
  }

  /** What is too busy to answer does not hold yet. */
  private static boolean tolerantly(BooleanSupplier holds) {
    try {
      return holds.getAsBoolean();
    } catch (LabException busy) {
      return false;
    }
  }

  private static String seconds(long start) {
    return "%.1f s".formatted((System.nanoTime() - start) / 1e9);
  }

  private List<Tool> of(LabHost host) {
    return Tools.all().stream().filter(tool -> tool.host().equals(host.name())).toList();
  }

  private void onEachHost(Consumer<LabHost> step) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      hosts.values().stream()
          .map(host -> CompletableFuture.runAsync(() -> step.accept(host), threads))
          .toList()
          .forEach(CompletableFuture::join);
    }
  }
}
