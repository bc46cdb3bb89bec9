package io.kitward.connector.operation;

import io.kitward.connector.apply.Caretaker;
import io.kitward.connector.control.Answer;
import io.kitward.connector.control.Order;
import io.kitward.connector.control.Orders;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.debian.Command;
import io.kitward.protocol.Check;
import io.kitward.protocol.Condition;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.FoundTool;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.Operation;
import io.kitward.protocol.OperationReply;
import io.kitward.protocol.Payload;
import io.kitward.protocol.Redaction;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Carries out what a person asks of this node through the server. Thread-safe; each call waits. */
public final class Operations {

  private static final Duration LOOK = Duration.ofSeconds(30);
  private static final Duration READ = Duration.ofSeconds(20);

  /** Of each text that is handed over, the end counts. */
  private static final int LONGEST_TEXT = 1 << 20;

  private static final String LOGS = "/var/log";
  private static final int JOURNAL_LINES = 2_000;

  private final Caretaker caretaker;
  private final Orders orders;
  private final Supplier<Optional<DesiredState>> desired;
  private final Host host;
  private final Supplier<String> connection;
  private final String version;
  private final Clock clock;

  /**
   * @param connection one line on the connection to the server
   */
  public Operations(
      Caretaker caretaker,
      Orders orders,
      Supplier<Optional<DesiredState>> desired,
      Host host,
      Supplier<String> connection,
      String version,
      Clock clock) {
    this.caretaker = caretaker;
    this.orders = orders;
    this.desired = desired;
    this.host = host;
    this.connection = connection;
    this.version = version;
    this.clock = clock;
  }

  /** Carries it out. */
  public Result carryOut(Operation operation) {
    try {
      return switch (operation.kind()) {
        case CHECK -> check(operation.service());
        case LOGS -> logs(operation.service(), operation.lines());
        case DIAGNOSTICS -> diagnostics();
        case SUSPEND -> order(Order.Verb.SUSPEND, operation);
        case RESUME -> order(Order.Verb.RESUME, operation);
        case TOOLS -> tools(operation.tools());
        case MEMBERS -> members(operation.service());
      };
    } catch (HostFailure e) {
      return Result.failed(Redaction.of(String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Result.failed("the connector stops");
    }
  }

  /** What the commands among a service's probes write. */
  private Result members(String service) {
    List<String> outputs =
        desired.get().stream()
            .flatMap(state -> state.instances().stream())
            .filter(one -> one.service().equals(service) && caretaker.services().contains(service))
            .flatMap(one -> one.probes().stream())
            .filter(Check.CommandSucceeds.class::isInstance)
            .map(probe -> host.probes().output((Check.CommandSucceeds) probe))
            .toList();
    return outputs.isEmpty()
        ? Result.failed(service + " has no command among its probes here")
        : text(String.join("\n", outputs), "");
  }

  private Result tools(List<Operation.Tool> tools) {
    List<FoundTool> found =
        Inventory.of(
            tools,
            desired.get().map(DesiredState::instances).orElse(List.of()),
            caretaker.observed(),
            host.packages().known(),
            host.units().peek(Inventory.units(tools)),
            caretaker::claimed);
    return new Result(
        OperationReply.State.DONE, "", "application/json", Payload.bytes(new FoundTool.All(found)));
  }

  private Result order(Order.Verb verb, Operation operation) {
    Answer answer =
        orders.carryOut(
            new Order(
                verb,
                operation.service(),
                operation.until(),
                operation.by() + " through the server",
                operation.reason()));
    return answer.done() ? Result.done(answer.text()) : Result.failed(answer.text());
  }

  private Result check(String service) throws InterruptedException {
    Set<String> known = caretaker.services();
    if (!service.isEmpty() && !known.contains(service)) {
      return Result.failed(unknown(service));
    }
    List<String> looked = service.isEmpty() ? List.copyOf(known) : List.of(service);
    var seen = new CountDownLatch(looked.size());
    looked.forEach(one -> caretaker.look(one, seen::countDown));
    boolean all = seen.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    var lines = new ArrayList<String>();
    for (InstanceObserved instance : caretaker.observed()) {
      if (looked.contains(instance.service())) {
        lines.add(line(instance));
      }
    }
    String text = lines.isEmpty() ? "nothing is looked after here" : String.join("\n", lines);
    return all
        ? text(
            text + "\n",
            "looked at " + looked.size() + (looked.size() == 1 ? " service" : " services"))
        : Result.failed("not everything was looked at within " + LOOK.toSeconds() + " s: " + text);
  }

  private static String line(InstanceObserved instance) {
    String gaps =
        instance.conditions().stream()
            .filter(
                one ->
                    one.status() != Condition.Status.TRUE
                        && one.status() != Condition.Status.NOT_APPLICABLE)
            .map(
                one ->
                    one.type().word()
                        + " "
                        + one.status().word()
                        + (one.message().isEmpty() ? "" : ": " + one.message()))
            .reduce((a, b) -> a + "; " + b)
            .orElse("all conditions hold");
    return instance.service()
        + "  "
        + instance.state().name().toLowerCase(Locale.ROOT)
        + "  "
        + gaps;
  }

  private Result logs(String service, int lines) {
    Optional<InstanceDesired> instance =
        desired.get().stream()
            .flatMap(state -> state.instances().stream())
            .filter(one -> one.service().equals(service))
            .findFirst();
    if (instance.isEmpty()) {
      return Result.failed(unknown(service));
    }
    var texts = new ArrayList<String>();
    List<String> units =
        instance.get().units().stream().map(InstanceDesired.UnitDesired::name).toList();
    if (!units.isEmpty()) {
      texts.add(journal(units, lines));
    }
    // The log files that the service's document has the connector read anyway, and no others.
    Stream.concat(instance.get().checks().stream(), instance.get().probes().stream())
        .filter(Check.LogShows.class::isInstance)
        .map(check -> ((Check.LogShows) check).source())
        .filter(source -> source.startsWith(LOGS + "/"))
        .distinct()
        .forEach(path -> texts.add("== " + path + "\n" + tail(path, lines)));
    return texts.isEmpty()
        ? Result.failed(service + " has neither units nor log files here")
        : text(String.join("\n", texts), "");
  }

  private String unknown(String service) {
    return "Kitward does not look after a service "
        + service
        + " here; it does after: "
        + String.join(", ", caretaker.services());
  }

  private static String journal(List<String> units, int lines) {
    var command = new ArrayList<>(List.of("journalctl", "--no-pager", "-o", "short-iso", "-q"));
    command.addAll(List.of("-n", Integer.toString(lines)));
    units.forEach(unit -> command.addAll(List.of("-u", unit)));
    Command.Ended ended = Command.run(READ, command);
    return end(ended.output());
  }

  private static String tail(String path, int lines) {
    try (var file = new RandomAccessFile(log(path), "r")) {
      long from = Math.max(0, file.length() - LONGEST_TEXT);
      file.seek(from);
      byte[] bytes = new byte[(int) (file.length() - from)];
      int count = Math.max(0, file.read(bytes));
      List<String> all = new String(bytes, 0, count, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "cannot be read: " + e.getClass().getSimpleName();
    }
  }

  /** A log file, wherever links lead: whoever asks is not to read the rest of the machine. */
  private static File log(String path) throws IOException {
    Path real = Path.of(path).toRealPath();
    if (!real.startsWith(LOGS) || !Files.isRegularFile(real)) {
      throw new IOException("no log file");
    }
    return real.toFile();
  }

  private Result diagnostics() {
    var files = new LinkedHashMap<String, String>();
    files.put(
        "about.txt",
        "kitward-connector %s\nat %s\n%s\n".formatted(version, clock.instant(), connection.get()));
    files.put("facts.json", json(host.facts()));
    files.put("observed.json", json(caretaker.observed()));
    files.put("outlooks.json", json(caretaker.outlooks()));
    files.put("desired.json", json(desired.get().map(Operations::bare).orElse(List.of())));
    files.put("connector.log", journal(List.of("kitward-connector.service"), JOURNAL_LINES));
    var bounded = new LinkedHashMap<String, String>();
    files.forEach((name, text) -> bounded.put(name, Redaction.of(end(text))));
    byte[] archive = Archive.of(bounded, clock.instant().getEpochSecond());
    return new Result(OperationReply.State.DONE, "", "application/gzip", archive);
  }

  /** What is desired, without the content of files and without commands. */
  private static List<InstanceDesired> bare(DesiredState state) {
    return state.instances().stream()
        .map(
            instance ->
                instance.toBuilder()
                    .files(
                        instance.files().stream()
                            .map(
                                file ->
                                    new InstanceDesired.FileDesired(
                                        file.path(),
                                        "(left out)",
                                        file.owner(),
                                        file.group(),
                                        file.mode(),
                                        List.of(),
                                        ""))
                            .toList())
                    .hooks(List.of())
                    .build())
        .toList();
  }

  private static String json(Object value) {
    return new String(Payload.bytes(value), StandardCharsets.UTF_8) + "\n";
  }

  private static Result text(String text, String message) {
    byte[] bytes = Redaction.of(end(text)).getBytes(StandardCharsets.UTF_8);
    return new Result(OperationReply.State.DONE, message, "text/plain", bytes);
  }

  private static String end(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(text.length() - LONGEST_TEXT);
  }
}
