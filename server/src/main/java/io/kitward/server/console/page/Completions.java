package io.kitward.server.console.page;

import io.kitward.protocol.Json;
import io.kitward.selector.Selector;
import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.Census;
import java.nio.charset.StandardCharsets;

/** What could stand at the caret of a selector field, for the script behind it. */
public final class Completions {
  private final Census census;
  private final Gate gate;

  public Completions(Census census, Gate gate) {
    this.census = census;
    this.gate = gate;
  }

  /** As the API says it; a text longer than a selector may be has none. */
  public Download.File json(Visit visit) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    String text = visit.query().getOrDefault("text", "");
    int caret = text.length();
    try {
      caret = Integer.parseInt(visit.asked("caret"));
    } catch (NumberFormatException _) {
      // behind the text
    }
    Census.Completion completion =
        text.length() > Selector.TEXT_LIMIT
            ? new Census.Completion(caret, caret, java.util.List.of())
            : census.complete(text, caret);
    return new Download.File(
        "completions.json",
        "application/json",
        new String(Json.bytes(completion), StandardCharsets.UTF_8));
  }
}
