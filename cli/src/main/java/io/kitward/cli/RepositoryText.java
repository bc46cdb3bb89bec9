package io.kitward.cli;

import static io.kitward.cli.Nouns.text;

import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;

/** A followed repository as people read it: how it stands, why, and what to do next. */
record RepositoryText(PrintWriter out, Style style) {

  void print(JsonNode repository) {
    String name = Text.clean(text(repository, "name"));
    out.println(style.bold(name));
    field("State", text(repository, "state").replace('-', ' '));
    field("Message", text(repository, "message"));
    field("URL", text(repository, "url"));
    field("Follows", text(repository, "reference"));
    field("Path", text(repository, "path"));
    field(
        "Approval",
        text(repository, "approval")
            + (repository.path("prune").asBoolean(false) ? ", prunes" : ""));
    field("Documents", text(repository, "documents"));
    field("In force", commit(repository.path("applied")));
    field("Since", by(repository));
    field("There", commit(repository.path("seen")));
    field("Plan", text(repository, "plan"));
    field("Contact", text(repository, "contactedAt"));
    field("Next look", text(repository, "nextAt"));
    for (JsonNode fault : repository.path("faults")) {
      out.println(
          Text.clean(
              "  "
                  + text(fault, "file")
                  + ":"
                  + text(fault, "line")
                  + ":"
                  + text(fault, "column")
                  + ": "
                  + text(fault, "detail").lines().findFirst().orElse("")));
    }
    if (text(repository, "state").equals("waiting")) {
      out.println();
      out.println("Look at it: kitward plan " + Text.clean(text(repository, "plan")));
      out.println(
          "Approve it: kitward repository approve "
              + name
              + " "
              + Nouns.commit(repository.path("seen")));
    }
  }

  private static String by(JsonNode repository) {
    return text(repository, "appliedAt").isEmpty()
        ? ""
        : text(repository, "appliedAt") + ", by " + text(repository, "appliedBy");
  }

  private static String commit(JsonNode commit) {
    return text(commit, "id").isEmpty()
        ? ""
        : Nouns.commit(commit)
            + "  "
            + text(commit, "subject")
            + "  ("
            + text(commit, "author")
            + ")";
  }

  private void field(String label, String value) {
    if (!value.isEmpty()) {
      out.println("  %-10s %s".formatted(label, Text.clean(value)));
    }
  }
}
