package io.kitward.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code kitward audit}: who did what, and what was refused. */
@Command(name = "audit", description = "Who did what, when, from where; newest first.")
final class AuditCommand extends ServerCommand {
  private static final Pattern SPAN = Pattern.compile("(\\d{1,6})([mhd])");
  private static final int PAGE = 1_000;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "From then on: 30m, 12h, 7d ago, a day or a moment")
  Optional<String> since = Optional.empty();

  @Option(names = "--actor", paramLabel = "WHO", description = "Such as token/admin")
  Optional<String> actor = Optional.empty();

  @Option(
      names = "--object",
      paramLabel = "WHAT",
      description = "Such as document/Policy/web, or node/web1.lab with all below it")
  Optional<String> object = Optional.empty();

  @Option(names = "--action", paramLabel = "WORD", description = "Such as apply-document")
  Optional<String> action = Optional.empty();

  @Option(names = "--limit", description = "At most so many lines (${DEFAULT-VALUE})")
  int limit = 100;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new Failure(Exit.USAGE, "usage", "--limit must be at least 1.", "kitward audit");
    }
    var query = new StringBuilder();
    since.ifPresent(time -> query.append("&from=").append(Api.escape(from(time).toString())));
    actor.ifPresent(who -> query.append("&actor=").append(Api.escape(who)));
    object.ifPresent(what -> query.append("&object=").append(Api.escape(what)));
    action.ifPresent(word -> query.append("&action=").append(Api.escape(word)));
    Table table =
        new Table(
            List.of(
                Table.column("AT", Table.Fit.KEEP),
                Table.column("WHO", Table.Fit.NAME),
                Table.column("DOOR", Table.Fit.KEEP),
                Table.column("ACTION", Table.Fit.KEEP),
                Table.column("OBJECT", Table.Fit.NAME),
                Table.column("OUTCOME", Table.Fit.KEEP),
                Table.column("DETAIL", Table.Fit.SENTENCE)));
    var found = Api.MAPPER.createObjectNode();
    var lines = found.putArray("items");
    String after = "";
    while (lines.size() < limit) {
      int asked = Math.min(PAGE, limit - lines.size());
      JsonNode page =
          root()
              .api()
              .get(
                  "/v1/audit?limit="
                      + asked
                      + query
                      + (after.isEmpty() ? "" : "&after=" + Api.escape(after)));
      page.path("items").forEach(lines::add);
      after = Nouns.text(page, "next");
      if (after.isEmpty()) {
        break;
      }
    }
    if (structured()) {
      print(typed("AuditList", found));
      return Exit.DONE;
    }
    lines.forEach(line -> row(table, line));
    if (table.isEmpty()) {
      err().println("Nothing was done that is like that.");
    } else {
      print(table, "");
      if (!after.isEmpty()) {
        err().println("There are more; --limit shows them.");
      }
    }
    return Exit.DONE;
  }

  private static void row(Table table, JsonNode line) {
    table.row(
        Nouns.text(line, "at"),
        Nouns.text(line, "principal"),
        Nouns.text(line, "door"),
        Nouns.text(line, "action"),
        Nouns.text(line, "target"),
        Nouns.text(line, "outcome"),
        Nouns.text(line, "detail"));
  }

  private Instant from(String time) {
    try {
      Matcher span = SPAN.matcher(time);
      if (span.matches()) {
        long many = Long.parseLong(span.group(1));
        return now()
            .minus(
                switch (span.group(2)) {
                  case "m" -> Duration.ofMinutes(many);
                  case "h" -> Duration.ofHours(many);
                  default -> Duration.ofDays(many);
                });
      }
      return time.contains("T")
          ? OffsetDateTime.parse(time).toInstant()
          : LocalDate.parse(time).atStartOfDay().toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new Failure(
          Exit.USAGE,
          "usage",
          "--since is no time: " + Text.clean(time) + ".",
          "Write 30m, 12h, 7d, 2026-12-01 or 2026-12-01T08:00:00Z.");
    }
  }
}
