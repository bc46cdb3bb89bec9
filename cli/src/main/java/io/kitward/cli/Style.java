package io.kitward.cli;

import java.util.Locale;
import java.util.Map;

/**
 * How phases look: a shape and a word before any colour.
 *
 * @param color whether to use ANSI colours
 * @param ascii whether to use plain ASCII shapes
 * @param spoken whether it is read aloud: words without shapes, lines with labels for tables
 */
record Style(boolean color, boolean ascii, boolean spoken) {
  private record Look(String glyph, String plain, String ansi) {}

  private static final String GREEN = "32";
  private static final String CYAN = "36";
  private static final String YELLOW = "33";
  private static final String RED = "31";
  private static final String MAGENTA = "35";
  private static final String GREY = "90";

  private static final Map<String, Look> LOOKS =
      Map.of(
          "ok", new Look("✓", "+", GREEN),
          "repaired", new Look("↻", "R", GREEN),
          "applying", new Look("◐", ">", CYAN),
          "pending", new Look("○", ".", GREY),
          "degraded", new Look("▲", "!", YELLOW),
          "failed", new Look("✗", "x", RED),
          "removing", new Look("⊖", "-", CYAN),
          "blocked", new Look("■", "#", MAGENTA),
          "stale", new Look("?", "?", GREY));

  /** Shape and word of a phase. */
  String phase(String phase) {
    return spoken ? phase : glyph(phase) + " " + phase;
  }

  /** The shape of a phase. */
  String glyph(String phase) {
    Look look = LOOKS.get(phase);
    return spoken ? phase : look == null ? " " : ascii ? look.plain() : look.glyph();
  }

  /** True, False, Unknown or NotApplicable as a shape with its word. */
  String condition(String status) {
    if (spoken) {
      return status.equals("NotApplicable") ? "not applicable" : status;
    }
    return switch (status) {
      case "True" -> ascii ? "+ True" : "✓ True";
      case "False" -> ascii ? "x False" : "✗ False";
      case "NotApplicable" -> "- not applicable";
      default -> "? " + status;
    };
  }

  /** Yes or no, as a shape. */
  String verdict(boolean holds) {
    String shape =
        spoken ? (holds ? "yes" : "no") : holds ? (ascii ? "+" : "✓") : (ascii ? "x" : "✗");
    return color ? "\u001b[" + (holds ? GREEN : RED) + "m" + shape + "\u001b[0m" : shape;
  }

  /** Before a part of a tree that others follow. */
  String branch() {
    return spoken ? "  " : ascii ? "|- " : "├─ ";
  }

  /** Before the last part of a tree. */
  String lastBranch() {
    return spoken ? "  " : ascii ? "`- " : "└─ ";
  }

  /** Before what stands below a part that others follow. */
  String trunk() {
    return spoken ? "  " : ascii ? "|  " : "│  ";
  }

  /** Paints a cell that holds a phase; width is not changed. */
  String paint(String cell, String phase) {
    Look look = LOOKS.get(phase.toLowerCase(Locale.ROOT));
    return color && look != null ? "\u001b[" + look.ansi() + "m" + cell + "\u001b[0m" : cell;
  }

  /** Headings. */
  String bold(String text) {
    return color ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  /** A line of a difference, by its first character. */
  String difference(String line) {
    String ansi = line.startsWith("+") ? GREEN : line.startsWith("-") ? RED : "";
    return color && !ansi.isEmpty() ? "\u001b[" + ansi + "m" + line + "\u001b[0m" : line;
  }

  /** The word “error” and its code. */
  String red(String text) {
    return color ? "\u001b[31m" + text + "\u001b[0m" : text;
  }
}
