package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward node}: machines that come and go. */
@Command(
    name = "node",
    description = "Machines that come and go.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      NodeCommand.RequestsCommand.class,
      NodeCommand.ApproveCommand.class,
      NodeCommand.DenyCommand.class,
      NodeCommand.LinkCommand.class,
      NodeCommand.RetireCommand.class,
      NodeCommand.UnretireCommand.class,
      PushCommand.class
    })
final class NodeCommand {

  private static final String REQUESTS = "/v1/join/requests";

  /** {@code kitward node requests}. */
  @Command(name = "requests", description = "Lists the machines that wait for a person.")
  static final class RequestsCommand extends ServerCommand {

    @Option(names = "--all", description = "Also those that somebody decided on")
    boolean all;

    @Override
    public Integer call() {
      JsonNode page = root().api().get(REQUESTS);
      if (structured()) {
        print(typed("JoinRequestList", page));
        return Exit.DONE;
      }
      Table table =
          new Table(
              List.of(
                  Table.column("ID", Table.Fit.KEEP),
                  Table.column("NODE", Table.Fit.NAME),
                  Table.column("KEY", Table.Fit.KEEP),
                  Table.column("FROM", Table.Fit.KEEP),
                  Table.column("SINCE", Table.Fit.KEEP),
                  Table.column("STATE", Table.Fit.KEEP),
                  Table.column("BY", Table.Fit.NAME)));
      for (JsonNode each : page.path("items")) {
        if (!all && !Nouns.text(each, "state").equals("pending")) {
          continue;
        }
        if (output() == OutputFormat.name) {
          out().println(Text.clean(Nouns.text(each, "id")));
          continue;
        }
        table.row(
            Nouns.text(each, "id"),
            Nouns.text(each, "certname"),
            Nouns.text(each, "key"),
            Nouns.text(each, "address"),
            Nouns.text(each, "createdAt"),
            Nouns.text(each, "state"),
            Nouns.text(each, "decidedBy"));
      }
      if (!table.isEmpty()) {
        print(table, "");
      } else if (output() != OutputFormat.name) {
        err().println("No machine waits.");
      }
      return Exit.DONE;
    }
  }

  /** {@code kitward node approve}. */
  @Command(
      name = "approve",
      description = "Lets a machine in; compare the key with what the machine shows.")
  static final class ApproveCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "REQUEST")
    String id = "";

    @Override
    public Integer call() {
      return decided(this, "approve", id, "");
    }
  }

  /** {@code kitward node deny}. */
  @Command(name = "deny", description = "Sends a machine away.")
  static final class DenyCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "REQUEST")
    String id = "";

    @Option(names = "--reason", paramLabel = "WORDS", description = "What the machine is told")
    Optional<String> reason = Optional.empty();

    @Override
    public Integer call() {
      String body =
          reason
              .map(
                  words ->
                      Api.MAPPER.writeValueAsString(
                          Api.MAPPER.createObjectNode().put("reason", words)))
              .orElse("");
      return decided(this, "deny", id, body);
    }
  }

  private static int decided(ServerCommand command, String word, String id, String body) {
    JsonNode request =
        command
            .root()
            .api()
            .send(
                "POST",
                REQUESTS + "/" + Api.escape(id) + "/" + word,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body),
                body.isEmpty() ? Map.of() : Map.of("content-type", "application/json"))
            .body();
    if (command.structured()) {
      command.print(ServerCommand.typed("JoinRequest", request));
    } else {
      command
          .out()
          .println(
              Text.clean(
                  "node/" + Nouns.text(request, "certname") + " " + Nouns.text(request, "state")));
    }
    return Exit.DONE;
  }

  /** {@code kitward node retire}. */
  @Command(
      name = "retire",
      description =
          "Sends a node away: its services go, its consoles forget it, its certificate ends.")
  static final class RetireCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "NODE")
    String node = "";

    @Option(names = "--reason", paramLabel = "WORDS", description = "Why, for its history")
    Optional<String> reason = Optional.empty();

    @Override
    public Integer call() {
      var body = Api.MAPPER.createObjectNode();
      reason.ifPresent(words -> body.put("reason", words));
      return moved(this, node, "retire", Api.MAPPER.writeValueAsString(body));
    }
  }

  /** {@code kitward node unretire}. */
  @Command(name = "unretire", description = "Takes a node back that was sent away.")
  static final class UnretireCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "NODE")
    String node = "";

    @Override
    public Integer call() {
      return moved(this, node, "unretire", "");
    }
  }

  private static int moved(ServerCommand command, String node, String word, String body) {
    JsonNode answer =
        command
            .root()
            .api()
            .send(
                "POST",
                "/v1/nodes/" + Api.escape(node) + "/" + word,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body),
                body.isEmpty() ? Map.of() : Map.of("content-type", "application/json"))
            .body();
    if (command.structured()) {
      command.print(ServerCommand.typed("Node", answer));
    } else {
      String state = answer.path("retired").path("state").asString("here");
      command.out().println(Text.clean("node/" + node + " " + state));
    }
    return Exit.DONE;
  }

  /** {@code kitward node link}. */
  @Command(
      name = "link",
      description =
          "Lets certificates of another CA (Kitward's own unless named) stand for a node too.")
  static final class LinkCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "NODE")
    String node = "";

    @Option(
        names = "--issuer",
        paramLabel = "NAME",
        description = "The CA, as its certificates name their issuer")
    Optional<String> issuer = Optional.empty();

    @Override
    public Integer call() {
      var body = Api.MAPPER.createObjectNode();
      issuer.ifPresent(name -> body.put("issuer", name));
      root()
          .api()
          .send(
              "POST",
              "/v1/nodes/" + Api.escape(node) + "/link",
              BodyPublishers.ofString(Api.MAPPER.writeValueAsString(body)),
              Map.of("content-type", "application/json"));
      out().println(Text.clean("node/" + node + " linked"));
      return Exit.DONE;
    }
  }
}
