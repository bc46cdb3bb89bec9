package io.kitward.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kitward doctor}: why the command line does not reach the server, or that it does. */
@Command(
    name = "doctor",
    description = {
      "Looks at the context, the CA, the token, the server, both clocks and versions, and says what"
          + " to do.",
      "The exit code is that of the first thing that is bad."
    })
final class DoctorCommand extends ServerCommand {

  @Override
  public Integer call() {
    var findings = new ArrayList<Finding>();
    try {
      Settings settings = root().settings();
      findings.add(Finding.ok("settings", settings.server().toString()));
      var checkup = new Checkup(now(), VersionCommand.version());
      checkup.of(settings);
      findings.addAll(checkup.findings());
    } catch (Failure failure) {
      findings.add(Finding.bad("settings", failure));
    }
    print(findings);
    return findings.stream()
        .filter(each -> each.state() == Finding.State.BAD)
        .findFirst()
        .map(Finding::exit)
        .orElse(Exit.DONE);
  }

  private void print(List<Finding> findings) {
    if (structured()) {
      ObjectNode list =
          Api.MAPPER.createObjectNode().put("apiVersion", API_VERSION).put("kind", "FindingList");
      ArrayNode items = list.putArray("items");
      findings.forEach(
          each ->
              items
                  .addObject()
                  .put("subject", each.subject())
                  .put("state", each.state().name().toLowerCase(java.util.Locale.ROOT))
                  .put("message", each.words())
                  .put("next", each.next()));
      print(list);
      return;
    }
    Style style = root().style();
    for (Finding each : findings) {
      String phase =
          switch (each.state()) {
            case OK -> "ok";
            case WARNING -> "degraded";
            case BAD -> "failed";
          };
      out()
          .println(
              style.paint(style.glyph(phase), phase)
                  + " "
                  + Text.clean(String.format("%-9s %s", each.subject(), each.words())));
      if (!each.next().isEmpty()) {
        out().println("            next: " + Text.clean(each.next()));
      }
    }
  }
}
