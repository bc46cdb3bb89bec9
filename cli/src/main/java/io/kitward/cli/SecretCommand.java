package io.kitward.cli;

import java.io.IOException;
import java.net.URLEncoder;
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
    subcommands = {
      SecretCommand.ListCommand.class,
      SecretCommand.SetCommand.class,
      SecretCommand.RotateCommand.class
    })
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

  /** Commands after which a secret has its next version. */
  abstract static class NextVersion extends ServerCommand {

    @Parameters(index = "0", paramLabel = "NAME")
    String name = "";

    /** Sends a value as the next version. */
    Integer give(byte[] value) {
      return answered(
          "/v1/secrets",
          Api.MAPPER.writeValueAsString(
              Map.of("name", name, "value", withoutLineBreak(text(value)))));
    }

    /** Posts the body and says what is the newest version now, and who names an older one. */
    Integer answered(String path, String body) {
      JsonNode version =
          root()
              .api()
              .send(
                  "POST",
                  path,
                  BodyPublishers.ofString(body),
                  body.isEmpty() ? Map.of() : Map.of("content-type", "application/json"))
              .body();
      if (structured()) {
        print(typed("Secret", version));
        return Exit.DONE;
      }
      String reference = Text.clean(Nouns.text(version, "reference"));
      out().println(reference);
      version
          .path("older")
          .forEach(
              older ->
                  err()
                      .println(
                          Text.clean(
                              Nouns.text(older, "document")
                                  + " still names "
                                  + Nouns.text(older, "reference")
                                  + " at "
                                  + Nouns.text(older, "path")
                                  + "; write "
                                  + reference
                                  + " there and apply it.")));
      return Exit.DONE;
    }

    static byte[] read(Path file) {
      try {
        return Files.readAllBytes(file);
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    byte[] input() {
      try {
        return root().surroundings().in().readAllBytes();
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    private static String text(byte[] value) {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      } catch (CharacterCodingException e) {
        throw unreadable("the value is no text in UTF-8", "Encode it first, for instance base64.");
      }
    }

    private static Failure unreadable(IOException failure) {
      return unreadable(
          "the value cannot be read: " + failure.getMessage(), "Check the file and try again.");
    }

    private static Failure unreadable(String what, String next) {
      return new Failure(Exit.USAGE, "value-unreadable", what + ".", next);
    }

    private static String withoutLineBreak(String text) {
      return text.replaceFirst("\\r?\\n\\z", "");
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
  static final class SetCommand extends NextVersion {

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "The file that holds the value; standard input unless named")
    Optional<Path> file = Optional.empty();

    @Override
    public Integer call() {
      return give(file.isPresent() ? read(file.get()) : input());
    }
  }

  /** {@code kitward secret rotate}. */
  @Command(
      name = "rotate",
      description = {
        "Gives a secret its next version and says which documents still name an older one.",
        "The server makes the values of consoles' tokens and of the secrets from which it derives"
            + " keys per node; what refers to them follows at once. Of any other secret the value"
            + " comes from a file."
      })
  static final class RotateCommand extends NextVersion {

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "The file that holds the value; - for standard input")
    Optional<Path> file = Optional.empty();

    @Override
    public Integer call() {
      if (file.isEmpty()) {
        return answered(
            "/v1/secrets/" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "/rotate", "");
      }
      return give(file.get().toString().equals("-") ? input() : read(file.get()));
    }
  }
}
