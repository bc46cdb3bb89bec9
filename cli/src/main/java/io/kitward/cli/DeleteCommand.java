package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kitward delete}: deletes a document that no other document needs. */
@Command(name = "delete", description = "Deletes a service, bundle, policy or backend document.")
final class DeleteCommand extends ServerCommand {
  private static final Map<String, String> KINDS =
      Map.of(
          "service",
          "Service",
          "services",
          "Service",
          "bundle",
          "Bundle",
          "bundles",
          "Bundle",
          "policy",
          "Policy",
          "policies",
          "Policy",
          "backend",
          "Backend",
          "backends",
          "Backend");

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "service, bundle, policy or backend; also KIND/NAME, as apply prints it")
  String word = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME")
  String name = "";

  @Override
  public Integer call() {
    if (name.isEmpty() && word.contains("/")) {
      name = word.substring(word.indexOf('/') + 1);
      word = word.substring(0, word.indexOf('/'));
    }
    String kind = KINDS.get(word.toLowerCase(Locale.ROOT));
    if (kind == null) {
      throw new Failure(
          Exit.USAGE,
          "kind-unknown",
          "“" + word + "” is not a kind of document.",
          "Use service, bundle, policy or backend.");
    }
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
            "/v1/documents/" + kind + "/" + Api.escape(name),
            BodyPublishers.noBody(),
            Map.of());
    out().println(kind.toLowerCase(Locale.ROOT) + "/" + name + " deleted");
    return Exit.DONE;
  }
}
