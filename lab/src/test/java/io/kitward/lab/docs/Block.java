package io.kitward.lab.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fenced block of a page.
 *
 * @param place {@code PAGE:LINE}, for messages
 * @param language its first word after the fence; empty when it has none
 * @param text without the fences
 * @param orders what the comments right before it say to whoever plays the page
 */
public record Block(String place, String language, String text, Map<String, String> orders) {

  /** Commands that are run as they stand. */
  public static final String COMMANDS = "sh";

  /** Commands after {@code $}, each with what it prints. */
  public static final String TRANSCRIPT = "console";

  private static final String PROMPT = "$ ";

  /** A command of a transcript, with the lines that it prints. */
  public record Exchange(String command, List<String> prints) {}

  /** Whether a reader would run it. */
  public boolean isCommand() {
    return language.equals(COMMANDS) || language.equals(TRANSCRIPT);
  }

  /** What the comments say of this, such as {@code on}. */
  public Optional<String> order(String name) {
    return Optional.ofNullable(orders.get(name));
  }

  /** The commands, in their order. Those of a {@code sh} block are one, without its output. */
  public List<Exchange> exchanges() {
    if (!language.equals(TRANSCRIPT)) {
      return List.of(new Exchange(text, List.of()));
    }
    var exchanges = new ArrayList<Exchange>();
    for (String line : text.lines().toList()) {
      if (line.startsWith(PROMPT)) {
        exchanges.add(new Exchange(line.substring(PROMPT.length()), new ArrayList<>()));
      } else if (exchanges.isEmpty()) {
        throw new IllegalArgumentException(place + ": a transcript begins with a line `$ COMMAND`");
      } else {
        exchanges.getLast().prints().add(line);
      }
    }
    return exchanges;
  }
}
