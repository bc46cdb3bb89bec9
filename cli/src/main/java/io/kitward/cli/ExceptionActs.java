package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What people do with an exception, beside ending its cause. */
final class ExceptionActs {
  private static final String EXCEPTIONS = "/v1/exceptions/";

  private ExceptionActs() {}

  /** One act on one exception. */
  abstract static class Act extends ServerCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The exception, such as x-17")
    String id = "";

    /** The last part of the address. */
    abstract String word();

    /** What is said with it. */
    abstract ObjectNode body(ObjectNode empty);

    /** What was done, after the exception's name. */
    abstract String done(JsonNode exception);

    @Override
    public Integer call() {
      ObjectNode body = body(Api.MAPPER.createObjectNode());
      String path = EXCEPTIONS + Api.escape(id) + "/" + word();
      JsonNode exception =
          (body.isEmpty()
                  ? root().api().send("POST", path, BodyPublishers.noBody(), Map.of())
                  : root()
                      .api()
                      .send(
                          "POST",
                          path,
                          BodyPublishers.ofString(Api.MAPPER.writeValueAsString(body)),
                          Map.of("content-type", "application/json")))
              .body();
      if (structured()) {
        print(typed("Exception", exception));
      } else {
        out()
            .println(
                Text.clean(
                    "exception/"
                        + id
                        + (output() == OutputFormat.name ? "" : " " + done(exception))));
      }
      return Exit.DONE;
    }
  }

  /** {@code kitward exception assign}. */
  @Command(name = "assign", description = "Says whose an exception is.")
  static final class AssignCommand extends Act {
    @Parameters(index = "1", paramLabel = "NAME", description = "A user's name; \"\" for nobody")
    String name = "";

    @Override
    String word() {
      return "assign";
    }

    @Override
    ObjectNode body(ObjectNode empty) {
      return empty.put("to", name);
    }

    @Override
    String done(JsonNode exception) {
      return name.isEmpty() ? "is nobody's" : "is " + name + "'s";
    }
  }

  /** {@code kitward exception comment}. */
  @Command(name = "comment", description = "Leaves words for whoever looks next.")
  static final class CommentCommand extends Act {
    @Parameters(index = "1", paramLabel = "TEXT")
    String text = "";

    @Override
    String word() {
      return "comment";
    }

    @Override
    ObjectNode body(ObjectNode empty) {
      return empty.put("text", text);
    }

    @Override
    String done(JsonNode exception) {
      return "has your comment";
    }
  }

  /** {@code kitward exception accept}. */
  @Command(
      name = "accept",
      description = {
        "Accepts an exception until a time: nobody is told of it, and it does not count as open,",
        "also when the same is raised anew. Afterwards it is open again."
      })
  static final class AcceptCommand extends Act {
    @Option(
        names = "--until",
        required = true,
        paramLabel = "TIME",
        description = "A day such as 2026-12-31, which counts whole; a moment; or 12h, 7d")
    String until = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why")
    String reason = "";

    @Override
    String word() {
      return "accept";
    }

    @Override
    ObjectNode body(ObjectNode empty) {
      return empty.put("until", until).put("reason", reason);
    }

    @Override
    String done(JsonNode exception) {
      return "accepted until " + Nouns.text(exception.path("care"), "acceptedUntil");
    }
  }

  /** {@code kitward exception reopen}. */
  @Command(name = "reopen", description = "Ends an acceptance before its time.")
  static final class ReopenCommand extends Act {

    @Override
    String word() {
      return "reopen";
    }

    @Override
    ObjectNode body(ObjectNode empty) {
      return empty;
    }

    @Override
    String done(JsonNode exception) {
      return "is open again";
    }
  }

  /** {@code kitward exception show}. */
  @Command(name = "show", description = "Shows an exception with its history.")
  static final class ShowCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The exception, such as x-17")
    String id = "";

    @Override
    public Integer call() {
      JsonNode detail = root().api().get(EXCEPTIONS + Api.escape(id));
      if (structured()) {
        print(typed("ExceptionDetail", detail));
        return Exit.DONE;
      }
      if (output() == OutputFormat.name) {
        out().println(Text.clean("exception/" + id));
        return Exit.DONE;
      }
      JsonNode exception = detail.path("exception");
      say("exception/" + id + " " + text(exception, "kind") + " " + text(exception, "state"));
      say(text(exception, "message"));
      line("node", text(exception, "node"));
      line("service", text(exception, "service"));
      line("since", text(exception, "since"));
      JsonNode care = exception.path("care");
      line("whose", text(care, "assignee"));
      if (care.has("acceptedUntil")) {
        line(
            "accepted",
            "until "
                + text(care, "acceptedUntil")
                + " by "
                + text(care, "acceptedBy")
                + ": "
                + text(care, "reason"));
      }
      exception.path("details").forEach(each -> say("  - " + each.asString()));
      out().println("history");
      for (JsonNode entry : detail.path("history")) {
        say(
            "  "
                + text(entry, "at")
                + " "
                + text(entry, "by")
                + " "
                + text(entry, "what")
                + " "
                + text(entry, "text").replace('\n', ' '));
      }
      return Exit.DONE;
    }

    private static String text(JsonNode thing, String field) {
      return Nouns.text(thing, field);
    }

    private void line(String name, String value) {
      if (!value.isEmpty()) {
        say("  " + name + ": " + value);
      }
    }

    private void say(String words) {
      out().println(Text.clean(words));
    }
  }

  /** {@code kitward exception causes}. */
  @Command(name = "causes", description = "Lists open exceptions, equal causes as one.")
  static final class CausesCommand extends ServerCommand {
    @Option(names = "--state", description = "open, accepted or all (${DEFAULT-VALUE})")
    String state = "open";

    @Override
    public Integer call() {
      JsonNode page =
          root().api().get("/v1/exception-causes?limit=1000&state=" + Api.escape(state));
      if (structured()) {
        print(typed("ExceptionCauseList", page));
        return Exit.DONE;
      }
      Table table =
          new Table(
              java.util.List.of(
                  Table.column("NEWEST", Table.Fit.KEEP),
                  Table.column("KIND", Table.Fit.KEEP),
                  Table.column("SERVICE", Table.Fit.NAME),
                  Table.column("COUNT", Table.Fit.NUMBER),
                  Table.column("SINCE", Table.Fit.KEEP),
                  Table.column("WHOSE", Table.Fit.NAME),
                  Table.column("MESSAGE", Table.Fit.SENTENCE)));
      for (JsonNode each : page.path("items")) {
        if (output() == OutputFormat.name) {
          out().println(Text.clean("exception/" + Nouns.text(each, "newest")));
          continue;
        }
        table.row(
            Nouns.text(each, "newest"),
            Nouns.text(each, "kind"),
            Nouns.text(each, "service"),
            Nouns.text(each, "count"),
            Text.age(Nouns.text(each, "since"), now()),
            Nouns.text(each, "assignee"),
            Nouns.text(each, "message"));
      }
      if (!table.isEmpty()) {
        print(table, "");
      } else if (page.path("items").isEmpty()) {
        err().println("No exceptions.");
      }
      return Exit.DONE;
    }
  }
}
