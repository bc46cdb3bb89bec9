package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tokens with which people and programs speak to the API; {@code get tokens} lists them. */
final class ApiTokenCommands {

  private static final String TOKENS = "/v1/tokens";

  private ApiTokenCommands() {}

  /** {@code kitward token create}. */
  @Command(
      name = "create",
      description = "Makes a token for the API; its value is printed now and never again.")
  static final class CreateCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "TOKEN", description = "Lower-case letters, digits, -")
    String name = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        description =
            "admin or operator, who neither makes tokens nor writes privileged documents (admin"
                + " unless set)")
    Optional<String> role = Optional.empty();

    @Override
    public Integer call() {
      ObjectNode body = Api.MAPPER.createObjectNode().put("name", name);
      role.ifPresent(value -> body.put("role", value));
      JsonNode created =
          root()
              .api()
              .send(
                  "POST",
                  TOKENS,
                  BodyPublishers.ofString(Api.MAPPER.writeValueAsString(body)),
                  Map.of("content-type", "application/json"))
              .body();
      if (structured()) {
        print(typed("CreatedToken", created));
      } else {
        out().println(Text.clean(Nouns.text(created, "value")));
        err().println("Keep it in a file that only you can read: --token-file FILE");
      }
      return Exit.DONE;
    }
  }

  /** {@code kitward token end}. */
  @Command(name = "end", description = "Ends a token for the API; it is refused from now on.")
  static final class EndCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "TOKEN")
    String name = "";

    @Override
    public Integer call() {
      root()
          .api()
          .send("DELETE", TOKENS + "/" + Api.escape(name), BodyPublishers.noBody(), Map.of());
      out().println("token/" + name + " ended");
      return Exit.DONE;
    }
  }
}
