package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward repository}: Git repositories whose documents are followed. */
@Command(
    name = "repository",
    description = "Followed Git repositories: approve a commit, look now.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RepositoryCommand.Approve.class, RepositoryCommand.Check.class})
final class RepositoryCommand {

  private static String path(String name) {
    return "/v1/repositories/" + Api.escape(name);
  }

  /** {@code kitward repository approve}. */
  @Command(
      name = "approve",
      description = "Lets the commit that waits take effect; without COMMIT only shows what waits.")
  static final class Approve extends ServerCommand {

    @Parameters(index = "0", paramLabel = "NAME")
    String name = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "COMMIT",
        description = "The commit that you looked at, by at least 7 digits")
    Optional<String> commit = Optional.empty();

    @Mixin Confirmed said = new Confirmed();

    @Override
    public Integer call() {
      JsonNode repository =
          commit.isPresent() ? approved(commit.get()) : root().api().get(path(name));
      if (structured()) {
        print(typed("Repository", repository));
      } else {
        new RepositoryText(out(), root().style()).print(repository);
      }
      return Exit.DONE;
    }

    private JsonNode approved(String which) {
      String body =
          Api.MAPPER.writeValueAsString(Api.MAPPER.createObjectNode().put("commit", which));
      return root()
          .api()
          .send(
              "POST",
              path(name) + "/approve" + Changes.query(said.confirm, said.change),
              BodyPublishers.ofString(body),
              Map.of("content-type", "application/json"))
          .body();
    }
  }

  /** {@code kitward repository check}. */
  @Command(name = "check", description = "Has a repository looked at now; does not wait for it.")
  static final class Check extends ServerCommand {

    @Parameters(index = "0", paramLabel = "NAME")
    String name = "";

    @Override
    public Integer call() {
      JsonNode repository =
          root()
              .api()
              .send("POST", path(name) + "/check-now", BodyPublishers.noBody(), Map.of())
              .body();
      if (structured()) {
        print(typed("Repository", repository));
      } else {
        out().println("repository/" + Text.clean(name) + " is looked at now");
      }
      return Exit.DONE;
    }
  }
}
