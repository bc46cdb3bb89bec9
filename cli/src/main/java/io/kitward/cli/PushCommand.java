package io.kitward.cli;

import io.kitward.cli.push.Destination;
import io.kitward.cli.push.HostKeys;
import io.kitward.cli.push.Push;
import io.kitward.cli.push.Ssh;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kitward node push}: installs the connector on machines over SSH. */
@Command(
    name = "push",
    description = "Installs the connector on machines over SSH; twice is harmless.")
final class PushCommand extends ServerCommand {

  private static final List<String> USUAL_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

  @Parameters(
      arity = "1..*",
      paramLabel = "[USER@]HOST[:PORT]",
      description = "A full host name is the node's certname too")
  List<String> hosts = List.of();

  @Option(
      names = {"-l", "--user"},
      paramLabel = "USER",
      description = "Who signs in (you)")
  Optional<String> user = Optional.empty();

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "${DEFAULT-VALUE}")
  int port = 22;

  @Option(
      names = {"-i", "--identity"},
      paramLabel = "FILE",
      description = "A private key without a pass phrase (~/.ssh/id_ed25519, …, and the agent)")
  List<Path> identities = List.of();

  @Option(
      names = {"-J", "--jump"},
      paramLabel = "[USER@]HOST[:PORT]",
      description = "Through this machine")
  Optional<String> jump = Optional.empty();

  @Option(
      names = "--accept-new",
      description = "Take unknown host keys at their word, and keep them")
  boolean acceptNew;

  @Option(names = "--known-hosts", paramLabel = "FILE", description = "~/.ssh/known_hosts")
  Optional<Path> knownHosts = Optional.empty();

  @Option(names = "--parallel", paramLabel = "N", description = "At a time (${DEFAULT-VALUE})")
  int parallel = 16;

  @Option(
      names = "--tags",
      split = ",",
      paramLabel = "TAG,…",
      description = "What new nodes get, as KEY or KEY=VALUE")
  List<String> tags = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (parallel < 1) {
      throw new Failure(Exit.USAGE, "usage", "--parallel must be 1 or more.", "");
    }
    Set<Destination> destinations = new LinkedHashSet<>();
    hosts.forEach(host -> destinations.add(destination(host)));
    Api api = root().api();
    String script = api.text("/join");
    Path home = root().surroundings().home().resolve(".ssh");
    var hostKeys = new HostKeys(knownHosts.orElse(home.resolve("known_hosts")), acceptNew);
    List<Push.Ended> ended = new ArrayList<>();
    try (Ssh ssh = Ssh.with(hostKeys, keys(home), agent(), jump.map(this::destination));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var push = new Push(ssh, script, (certname, named) -> token(api, certname, named));
      var slots = new Semaphore(parallel);
      List<Future<Push.Ended>> going = new ArrayList<>();
      for (Destination destination : destinations) {
        Callable<Push.Ended> one =
            () -> {
              slots.acquire();
              try {
                return push.to(destination, words -> progress(destination, words));
              } finally {
                slots.release();
              }
            };
        going.add(threads.submit(one));
      }
      for (Future<Push.Ended> each : going) {
        ended.add(each.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a push never throws", e);
    }
    return show(ended);
  }

  private Destination destination(String text) {
    String me = user.orElse(System.getProperty("user.name", "root"));
    return Destination.parse(text, me, port)
        .orElseThrow(
            () ->
                new Failure(
                    Exit.USAGE,
                    "host",
                    "“" + text + "” is no machine.",
                    "Write [USER@]HOST[:PORT]."));
  }

  private List<Path> keys(Path home) {
    if (!identities.isEmpty()) {
      return identities;
    }
    return USUAL_KEYS.stream().map(home::resolve).filter(Files::isReadable).toList();
  }

  private Optional<Path> agent() {
    return Optional.of(root().surroundings().variable("SSH_AUTH_SOCK"))
        .filter(socket -> !socket.isEmpty())
        .map(Path::of)
        .filter(Files::exists);
  }

  private Push.Token token(Api api, String certname, boolean named) {
    JsonNode created =
        TokenCommand.create(
            api, named ? Optional.of(certname) : Optional.empty(), tags, Optional.of("30m"));
    String id = Nouns.text(created.path("token"), "id");
    return new Push.Token(
        Nouns.text(created, "value"),
        () -> {
          try {
            api.send(
                "DELETE",
                TokenCommand.TOKENS + "/" + Api.escape(id),
                BodyPublishers.noBody(),
                Map.of());
          } catch (Failure e) {
            // It ends by itself soon.
          }
        });
  }

  private synchronized void progress(Destination destination, String words) {
    err().println(Text.clean(destination.host() + "  " + words));
  }

  private int show(List<Push.Ended> ended) {
    boolean failed = ended.stream().anyMatch(each -> each.result() == Push.Result.FAILED);
    if (structured()) {
      ObjectNode list = Api.MAPPER.createObjectNode();
      var items = list.putArray("items");
      for (Push.Ended each : ended) {
        items
            .addObject()
            .put("host", each.destination().toString())
            .put("certname", each.certname())
            .put("result", word(each.result()))
            .put("message", each.words());
      }
      print(typed("PushList", list));
      return failed ? Exit.FAILED : Exit.DONE;
    }
    Table table =
        new Table(
            List.of(
                Table.column("HOST", Table.Fit.NAME),
                Table.column("NODE", Table.Fit.NAME),
                Table.column("RESULT", Table.Fit.KEEP),
                Table.column("MESSAGE", Table.Fit.SENTENCE)));
    ended.forEach(
        each ->
            table.row(
                each.destination().toString(), each.certname(), word(each.result()), each.words()));
    print(table, "");
    return failed ? Exit.FAILED : Exit.DONE;
  }

  private static String word(Push.Result result) {
    return result.name().toLowerCase(Locale.ROOT);
  }
}
