package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kitward delete}: deletes a document that no other document needs. */
@Command(name = "delete", description = "Deletes a document that no other document needs.")
final class DeleteCommand extends ServerCommand {
  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description =
          "service, bundle, policy, backend, group, …; also KIND/NAME, as apply prints it")
  String word = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME")
  String name = "";

  @Mixin Confirmed said = new Confirmed();

  @Option(names = "--take-over", description = "Also what a repository or another source has")
  boolean takeOver;

  @Override
  public Integer call() {
    if (name.isEmpty() && word.contains("/")) {
      name = word.substring(word.indexOf('/') + 1);
      word = word.substring(0, word.indexOf('/'));
    }
    String kind = Nouns.kindNamed(word);
    if (name.isEmpty()) {
      throw new Failure(
          Exit.USAGE,
          "name-missing",
          "Which " + kind.toLowerCase(Locale.ROOT) + "?",
          "kitward delete " + kind.toLowerCase(Locale.ROOT) + " NAME");
    }
    root()
        .api()
        .send(
            "DELETE",
            "/v1/documents/"
                + kind
                + "/"
                + Api.escape(name)
                + Changes.query(said.confirm, said.change, takeOver),
            BodyPublishers.noBody(),
            Map.of());
    out().println(kind.toLowerCase(Locale.ROOT) + "/" + name + " deleted");
    return Exit.DONE;
  }
}
