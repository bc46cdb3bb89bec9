package io.kitward.cli;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward edit}: a document in the person's own editor, and back. */
@Command(
    name = "edit",
    description = {
      "Opens a document in your editor ($VISUAL, else $EDITOR, else vi) and sends what you saved.",
      "Whoever changed it meanwhile is not overwritten, and your text is kept."
    })
final class EditCommand extends ServerCommand {

  @Parameters(index = "0", paramLabel = "KIND/NAME", description = "Such as policy/web")
  String title = "";

  @Parameters(index = "1", arity = "0..1", hidden = true)
  String second = "";

  @Mixin Confirmed said = new Confirmed();

  @Override
  public Integer call() throws InterruptedException, IOException {
    String[] parts = (second.isEmpty() ? title : title + "/" + second).split("/", 2);
    String kind = Nouns.kindNamed(parts[0]);
    if (parts.length < 2 || parts[1].isEmpty()) {
      throw new Failure(
          Exit.USAGE,
          "name-missing",
          "Which " + parts[0] + "?",
          "kitward edit " + parts[0] + "/NAME");
    }
    String path = "/v1/documents/" + kind + "/" + Api.escape(parts[1]);
    Api api = root().api();
    Api.Answer stored = api.send("GET", path, BodyPublishers.noBody(), Map.of());
    String before = DocumentText.of(stored.body().path("document"));
    var editor = new Editor(root().surroundings());
    Path file = editor.file(parts[0] + "-" + parts[1] + ".yaml", before);
    String after = editor.edited(file);
    if (after.strip().equals(before.strip())) {
      editor.forget(file);
      err().println("Nothing changed.");
      return Exit.DONE;
    }
    DocumentStream stream = new DocumentStream();
    stream.add(file.toString(), after);
    send(api, path, stored, stream, file, before);
    editor.forget(file);
    return Exit.DONE;
  }

  private void send(
      Api api, String path, Api.Answer stored, DocumentStream stream, Path file, String before) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("content-type", "application/yaml");
    headers.put("if-match", stored.etag());
    try {
      JsonNode changed =
          api.send(
                  "PUT",
                  path + Changes.query(said.confirm, said.change),
                  BodyPublishers.ofString(stream.text()),
                  headers)
              .body();
      out()
          .println(
              Text.clean(
                  Nouns.text(changed, "kind").toLowerCase(Locale.ROOT)
                      + "/"
                      + Nouns.text(changed, "name")
                      + " "
                      + Nouns.text(changed, "outcome")
                      + " (revision "
                      + Nouns.text(changed, "revision")
                      + ")"));
    } catch (Failure failure) {
      throw kept(api, path, failure, stream, file, before);
    }
  }

  /** The failure, with where the text is now and how to go on with it. */
  private Failure kept(
      Api api, String path, Failure failure, DocumentStream stream, Path file, String before) {
    String apply = "kitward apply -f " + file;
    return switch (failure.code()) {
      case "documents-invalid" ->
          failure
              .with(stream.faults(failure.problem().path("errors")))
              .next("Your text is in " + file + ". Mend it, then: " + apply);
      case "precondition-failed" -> overtaken(api, path, failure, file, before);
      case "confirmation-needed" ->
          failure.next("Your text is in " + file + ". " + apply + " --confirm=N");
      default -> failure.next("Your text is in " + file + ". Try again with: " + apply);
    };
  }

  /** What somebody else did meanwhile is shown, so that both changes can be brought together. */
  private Failure overtaken(Api api, String path, Failure failure, Path file, String before) {
    JsonNode now = api.get(path);
    UnifiedText.print(
        err(),
        root().style(),
        "as you opened it",
        before,
        "as it is now, revision " + Nouns.text(now, "revision"),
        DocumentText.of(now.path("document")));
    return new Failure(
        failure.exit(),
        "overtaken",
        Text.clean(Nouns.text(now, "changedBy")) + " changed it while you edited; see above.",
        "Your text is in " + file + ". Edit it again, and take from your text what is to stay.");
  }
}
