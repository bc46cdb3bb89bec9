package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kitward token}: the one-time tokens with which machines join. */
@Command(
    name = "token",
    description = "One-time tokens with which machines join, and tokens for the API.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TokenCommand.JoinCommand.class,
      TokenCommand.ListCommand.class,
      TokenCommand.RevokeCommand.class,
      ApiTokenCommands.CreateCommand.class,
      ApiTokenCommands.EndCommand.class
    })
final class TokenCommand {

  static final String TOKENS = "/v1/join/tokens";

  /** Asks the server for a token. */
  static JsonNode create(
      Api api, Optional<String> certname, List<String> tags, Optional<String> life) {
    ObjectNode body = Api.MAPPER.createObjectNode();
    certname.ifPresent(name -> body.put("certname", name));
    life.ifPresent(time -> body.put("validFor", time));
    if (!tags.isEmpty()) {
      tags.forEach(body.putArray("tags")::add);
    }
    return api.send(
            "POST",
            TOKENS,
            BodyPublishers.ofString(Api.MAPPER.writeValueAsString(body)),
            Map.of("content-type", "application/json"))
        .body();
  }

  /** {@code kitward token join}. */
  @Command(
      name = "join",
      description = "Makes a one-time token, and says what to run on the machine.")
  static final class JoinCommand extends ServerCommand {

    @Option(
        names = "--for",
        paramLabel = "TIME",
        description = "How long it is good: 30m, 2h, 7d (1h unless set, 30d at most)")
    Optional<String> life = Optional.empty();

    @Option(
        names = "--certname",
        paramLabel = "NAME",
        description = "The one node that it may make; needed when that is there already")
    Optional<String> certname = Optional.empty();

    @Option(
        names = "--tags",
        split = ",",
        paramLabel = "TAG,…",
        description = "What the node gets, as KEY or KEY=VALUE")
    List<String> tags = List.of();

    @Override
    public Integer call() {
      JsonNode created = create(root().api(), certname, tags, life);
      if (structured()) {
        print(typed("JoinToken", created));
      } else if (output() == OutputFormat.name) {
        out().println(Text.clean(Nouns.text(created, "value")));
      } else {
        err()
            .println(
                Text.clean(
                    "Run this as root on the machine, once, until "
                        + Nouns.text(created.path("token"), "expiresAt")
                        + ":"));
        out().println(Text.clean(Nouns.text(created, "command")));
      }
      return Exit.DONE;
    }
  }

  /** {@code kitward token list}. */
  @Command(name = "list", description = "Lists the newest join tokens, without their values.")
  static final class ListCommand extends ServerCommand {

    @Override
    public Integer call() {
      JsonNode page = root().api().get(TOKENS);
      if (structured()) {
        print(typed("JoinTokenList", page));
        return Exit.DONE;
      }
      Table table =
          new Table(
              List.of(
                  Table.column("ID", Table.Fit.KEEP),
                  Table.column("STATE", Table.Fit.KEEP),
                  Table.column("FOR", Table.Fit.NAME),
                  Table.column("UNTIL", Table.Fit.KEEP),
                  Table.column("MADE BY", Table.Fit.NAME),
                  Table.column("USED BY", Table.Fit.NAME),
                  Table.column("TAGS", Table.Fit.SENTENCE)));
      for (JsonNode each : page.path("items")) {
        if (output() == OutputFormat.name) {
          out().println(Text.clean(Nouns.text(each, "id")));
          continue;
        }
        table.row(
            Nouns.text(each, "id"),
            Nouns.text(each, "state"),
            Nouns.text(each, "certname"),
            Nouns.text(each, "expiresAt"),
            Nouns.text(each, "createdBy"),
            Nouns.text(each, "usedBy"),
            String.join(", ", each.path("tags").valueStream().map(JsonNode::asString).toList()));
      }
      if (!table.isEmpty()) {
        print(table, "");
      }
      return Exit.DONE;
    }
  }

  /** {@code kitward token revoke}. */
  @Command(name = "revoke", description = "Revokes a join token that nobody used yet.")
  static final class RevokeCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "ID")
    String id = "";

    @Override
    public Integer call() {
      JsonNode token =
          root()
              .api()
              .send("DELETE", TOKENS + "/" + Api.escape(id), BodyPublishers.noBody(), Map.of())
              .body();
      if (structured()) {
        print(typed("JoinToken", token));
      } else {
        out().println(Text.clean("token/" + id + " " + Nouns.text(token, "state")));
      }
      return Exit.DONE;
    }
  }
}
