package io.kitward.cli;

import static io.kitward.cli.Table.column;

import io.kitward.cli.Table.Fit;
import io.kitward.policy.Kind;
import io.kitward.policy.Schemas;
import io.kitward.selector.DidYouMean;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward docs}: what a field of a document means, from its schema; asks no server. */
@Command(
    name = "docs",
    description = {
      "Says what a kind of document is and what its fields mean: docs policy.spec.selector.",
      "With -o json the JSON Schema, for editors."
    })
final class DocsCommand extends ServerCommand {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "KIND[.FIELD]",
      description = "Such as policy, or service.spec.files; all kinds unless named")
  String path = "";

  @Override
  public Integer call() {
    if (path.isEmpty()) {
      kinds();
      return Exit.DONE;
    }
    String[] steps = path.split("\\.");
    String word = steps.length == 0 ? path : steps[0];
    Kind kind = Kind.of(Nouns.kindNamed(word)).orElseThrow();
    JsonNode schema = Api.MAPPER.readTree(Schemas.text(kind));
    SchemaField field = SchemaField.of(schema);
    String title = kind.word();
    for (String step : List.of(steps).subList(Math.min(1, steps.length), steps.length)) {
      String here = title;
      SchemaField around = field;
      field = around.field(step).orElseThrow(() -> unknown(here, step, around));
      title += "." + step;
    }
    if (structured()) {
      print(steps.length == 1 ? schema : field.schemas().getFirst());
    } else {
      show(title, field);
    }
    return Exit.DONE;
  }

  private void kinds() {
    var table = new Table(List.of(column("KIND", Fit.KEEP), column("DESCRIPTION", Fit.SENTENCE)));
    Arrays.stream(Kind.values())
        .forEach(
            kind ->
                table.row(
                    Nouns.wordOf(kind.word()).orElse(kind.word()),
                    SchemaField.of(Api.MAPPER.readTree(Schemas.text(kind))).description()));
    print(table, "");
  }

  private void show(String title, SchemaField field) {
    Style style = root().style();
    out()
        .println(
            style.bold(title)
                + "  "
                + field.type()
                + (field.required() && title.contains(".") ? ", required" : ""));
    if (!field.description().isEmpty()) {
      out().println("  " + field.description());
    }
    if (!field.words().isEmpty()) {
      out().println("  one of: " + String.join(" ", field.words()));
    }
    field.rules().forEach(rule -> out().println("  " + rule));
    Map<String, SchemaField> below = field.fields();
    if (field.isMap()) {
      out().println("  its entries have names of your own choice");
    }
    if (below.isEmpty()) {
      return;
    }
    out().println();
    var table =
        new Table(
            List.of(
                column("FIELD", Fit.KEEP),
                column("TYPE", Fit.KEEP),
                column("", Fit.KEEP),
                column("DESCRIPTION", Fit.SENTENCE)));
    below.forEach(
        (name, each) ->
            table.row(name, each.type(), each.required() ? "required" : "", each.description()));
    print(table, "  ");
  }

  private static Failure unknown(String title, String step, SchemaField around) {
    List<String> known = List.copyOf(around.fields().keySet());
    return new Failure(
        Exit.NOT_FOUND,
        "field-unknown",
        title + " has no field “" + step + "”.",
        known.isEmpty()
            ? "It has no fields: kitward docs " + title
            : DidYouMean.closest(step, known)
                .map(close -> "Did you mean " + title + "." + close + "?")
                .orElse("It has: " + String.join(", ", known)));
  }
}
