package io.kitward.cli;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward secret}: values that documents refer to and nobody reads back. */
@Command(
    name = "secret",
    description = "Secrets that documents refer to as secret:NAME@VERSION.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {SecretCommand.ListCommand.class, SecretCommand.SetCommand.class})
final class SecretCommand {

  /** {@code kitward secret list}. */
  @Command(name = "list", description = "Lists the newest version of each, without its value.")
  static final class ListCommand extends ServerCommand {

    @Override
    public Integer call() {
      JsonNode page = root().api().get("/v1/secrets");
      if (structured()) {
        print(typed("SecretList", page));
        return Exit.DONE;
      }
      List<JsonNode> secrets = page.path("items").valueStream().toList();
      if (secrets.isEmpty()) {
        err().println("No secrets.");
      }
      secrets.forEach(secret -> out().println(Text.clean(Nouns.text(secret, "reference"))));
      return Exit.DONE;
    }
  }

  /** {@code kitward secret set}. */
  @Command(
      name = "set",
      description = {
        "Gives a secret its next version; the value comes from standard input or a file, never from"
            + " the command line.",
        "One line break at its end is not part of it."
      })
  static final class SetCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "NAME")
    String name = "";

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "The file that holds the value; standard input unless named")
    Optional<Path> file = Optional.empty();

    @Override
    public Integer call() {
      String body =
          Api.MAPPER.writeValueAsString(Map.of("name", name, "value", withoutLineBreak(value())));
      JsonNode added =
          root()
              .api()
              .send(
                  "POST",
                  "/v1/secrets",
                  BodyPublishers.ofString(body),
                  Map.of("content-type", "application/json"))
              .body();
      if (structured()) {
        print(typed("Secret", added));
      } else {
        out().println(Text.clean(Nouns.text(added, "reference")));
      }
      return Exit.DONE;
    }

    private String value() {
      try {
        byte[] bytes =
            file.isPresent()
                ? Files.readAllBytes(file.get())
                : root().surroundings().in().readAllBytes();
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw unreadable("the value is no text in UTF-8", "Encode it first, for instance base64.");
      } catch (IOException e) {
        throw unreadable(
            "the value cannot be read: " + e.getMessage(), "Check the file and try again.");
      }
    }

    private static Failure unreadable(String what, String next) {
      return new Failure(Exit.USAGE, "value-unreadable", what + ".", next);
    }

    private static String withoutLineBreak(String text) {
      return text.replaceFirst("\\r?\\n\\z", "");
    }
  }
}
