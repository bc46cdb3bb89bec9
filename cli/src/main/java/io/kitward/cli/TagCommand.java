package io.kitward.cli;

import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/**
 * {@code kitward tag}: adds and removes tags of one source on one node, all of them together or
 * none. What somebody else changes in the meantime is kept.
 */
@Command(
    name = "tag",
    description = "Adds tags to a node (KEY or KEY=VALUE) and removes them (KEY- or KEY=VALUE-).")
final class TagCommand extends ServerCommand {
  private static final int ATTEMPTS = 5;
  private static final Pattern SOURCE =
      Pattern.compile("(user|token|import)/[A-Za-z0-9]([A-Za-z0-9._@-]{0,126}[A-Za-z0-9])?");

  @Parameters(index = "0", paramLabel = "NODE")
  String node = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "TAG")
  List<String> changes = List.of();

  @Option(names = "--source", paramLabel = "SOURCE", description = "Whose tags (${DEFAULT-VALUE})")
  String source = "user/admin";

  @Option(names = "--create", description = "Also when the node is not known yet")
  boolean create;

  @Option(names = "--dry-run", description = "Only show what would change")
  boolean dryRun;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "Ends the added tags after a time (30m, 2h, 7d) or at an instant")
  Optional<String> expires = Optional.empty();

  private record Present(SortedSet<String> tags, String etag) {}

  @Override
  public Integer call() {
    checkSource();
    Api api = root().api();
    String path = "/v1/nodes/" + Api.escape(node) + "/tags/" + source;
    if (expires.isPresent()) {
      return lease(api, path, expires.get());
    }
    for (int attempt = 1; ; attempt++) {
      Present present = present(api, path);
      var wanted = changed(present.tags());
      if (dryRun || wanted.equals(present.tags())) {
        report(present.tags(), wanted);
        remaining(api, present.tags());
        return Exit.DONE;
      }
      try {
        JsonNode body = Api.MAPPER.valueToTree(Map.of("tags", wanted));
        api.send(
            "PUT",
            path,
            BodyPublishers.ofString(Api.MAPPER.writeValueAsString(body)),
            Map.of(
                "content-type",
                "application/json",
                present.tags().isEmpty() ? "if-none-match" : "if-match",
                present.tags().isEmpty() ? "*" : present.etag()));
        report(present.tags(), wanted);
        remaining(api, present.tags());
        return Exit.DONE;
      } catch (Failure failure) {
        if (!failure.code().equals("precondition-failed") || attempt == ATTEMPTS) {
          throw caret(failure, wanted);
        }
      }
    }
  }

  /** Adds tags that end by themselves, all or none; those that are there end anew. */
  private int lease(Api api, String path, String time) {
    if (dryRun || changes.stream().anyMatch(change -> change.endsWith("-"))) {
      throw new Failure(
          Exit.USAGE,
          "usage",
          "--expires adds tags; it goes with neither removals nor --dry-run.",
          "Remove tags by a command of their own.");
    }
    if (!create) {
      api.get("/v1/nodes/" + Api.escape(node));
    }
    var added = new TreeSet<>(changes);
    added.forEach(TagCommand::check);
    JsonNode body = Api.MAPPER.valueToTree(Map.of("tags", added));
    try {
      api.send(
          "POST",
          path + "?expires=" + Api.escape(time),
          BodyPublishers.ofString(Api.MAPPER.writeValueAsString(body)),
          Map.of("content-type", "application/json"));
    } catch (Failure failure) {
      throw caret(failure, added);
    }
    out().println("node/" + node + " tagged (" + source + "), ends " + ending(time));
    changes.forEach(tag -> out().println("  + " + Text.clean(tag)));
    return Exit.DONE;
  }

  private static String ending(String time) {
    return Text.clean(time.matches("\\d+[smhd]") ? "in " + time : "at " + time);
  }

  private Present present(Api api, String path) {
    try {
      var answer = api.send("GET", path, BodyPublishers.noBody(), Map.of());
      var tags = new TreeSet<String>();
      answer.body().path("tags").forEach(tag -> tags.add(tag.asString()));
      return new Present(tags, answer.etag());
    } catch (Failure failure) {
      if (failure.code().equals("node-unknown") && create) {
        return new Present(new TreeSet<>(), "");
      }
      throw NearestNode.suggested(failure, api, node);
    }
  }

  private SortedSet<String> changed(SortedSet<String> present) {
    var tags = new TreeSet<>(present);
    for (String change : changes) {
      if (!change.endsWith("-")) {
        check(change);
        tags.add(change);
        continue;
      }
      String gone = change.substring(0, change.length() - 1);
      check(gone);
      tags.removeIf(tag -> StayingTags.takes(gone, tag));
    }
    return tags;
  }

  /** Says what stays of that which was to go, and who can take it away. */
  private void remaining(Api api, SortedSet<String> before) {
    var removals =
        changes.stream()
            .filter(change -> change.endsWith("-"))
            .map(change -> change.substring(0, change.length() - 1))
            .toList();
    if (!removals.isEmpty()) {
      new StayingTags(node, source)
          .lines(api, removals, before)
          .forEach(line -> err().println(Text.clean(line)));
    }
  }

  /** Refuses what no person may write before it becomes part of a path. */
  private void checkSource() {
    if (!SOURCE.matcher(source).matches()) {
      throw new Failure(
          Exit.USAGE,
          "source-malformed",
          "“" + Text.clean(source) + "” is no source that people write.",
          "Use user/NAME, token/NAME or import/NAME; what a node or Puppet says, they change.");
    }
  }

  /** Refuses here, and so in a dry run too, what the server would refuse. */
  private static void check(String tag) {
    try {
      Tag _ = Tag.parse(tag);
    } catch (TagSyntaxException refusal) {
      String message = "The tag “" + Text.clean(tag) + "”: " + refusal.getMessage() + ".";
      int caret = Math.min(refusal.offset(), tag.length());
      throw new Failure(
              Exit.FAILED,
              "tag-malformed",
              message,
              "Write KEY or KEY=VALUE to add a tag, KEY- or KEY=VALUE- to remove it.")
          .with(List.of(Text.clean(tag), Text.caret(tag, caret)));
    }
  }

  private void report(SortedSet<String> before, SortedSet<String> after) {
    var lines = new ArrayList<String>();
    before.stream().filter(tag -> !after.contains(tag)).forEach(tag -> lines.add("- " + tag));
    after.stream().filter(tag -> !before.contains(tag)).forEach(tag -> lines.add("+ " + tag));
    out()
        .println(
            "node/"
                + node
                + (lines.isEmpty() ? " unchanged" : dryRun ? " would be tagged" : " tagged")
                + " ("
                + source
                + ")");
    lines.forEach(line -> out().println("  " + Text.clean(line)));
  }

  private static Failure caret(Failure failure, SortedSet<String> sent) {
    String pointer = failure.problem().path("pointer").asString("");
    if (!failure.code().equals("tag-malformed") || !pointer.matches("/tags/\\d{1,4}")) {
      return failure;
    }
    int index = Integer.parseInt(pointer.substring("/tags/".length()));
    return Refusals.withCaret(failure, sent.stream().skip(index).findFirst().orElse(""));
  }
}
