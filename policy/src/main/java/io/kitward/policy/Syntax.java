package io.kitward.policy;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The narrow syntaxes of what reaches a root daemon or a command line. */
final class Syntax {
  static final Pattern PACKAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+._-]{1,127}");
  static final String PACKAGE_EXPECTED = "a package's name";
  static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+~^_:-]{0,127}");
  static final String VERSION_EXPECTED = "a package's version in quotes";
  static final Pattern PATH =
      Pattern.compile("(?!.{4096})(/(?!\\.{1,2}(/|$))[A-Za-z0-9._@:+,=-]++)++");
  static final String PATH_EXPECTED =
      "an absolute path of plain characters, without . or .. or a slash at its end";
  static final Pattern ACCOUNT = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,31}");
  static final Pattern MODE = Pattern.compile("[0-7]{4}");
  static final String MODE_EXPECTED = "four octal digits in quotes, such as \"0644\"";
  static final Pattern UNIT =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9:_.@-]{0,200}\\.(service|socket|timer|path|target|mount)");
  static final String UNIT_EXPECTED = "a systemd unit with its suffix, such as rsyslog.service";
  static final Pattern PROCESS = Pattern.compile("[\\x21-\\x7e]{1,15}");
  static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]+");
  static final Pattern METRIC = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]{0,250}");

  /** As a document writes it: an address of a repository in which values may stand. */
  static final Pattern REPOSITORY_TEMPLATE =
      Pattern.compile("(https?://|file:///)[^\\s\\p{Cntrl}\"'<>\\\\]+");

  static final String REPOSITORY_EXPECTED = "a URL that begins with https://, http:// or file:///";

  /** As it must be once it is rendered. */
  static final Pattern REPOSITORY_URL =
      Pattern.compile("(https?://|file:///)[A-Za-z0-9$\\[][A-Za-z0-9._~:/@!$&()*+,=%\\[\\]-]*");

  /** A suite or component once it is rendered. */
  static final Pattern SUITE = Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9./][A-Za-z0-9._/+~-]{0,127}");

  private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,6})([smhd])");
  private static final String DURATION_EXPECTED = "a duration such as 0s, 30m or 7d";

  private Syntax() {}

  /** A duration as documents write it. */
  static Duration duration(Fields fields, String name, String otherwise) {
    String text = fields.textOr(name, otherwise, DURATION, DURATION_EXPECTED);
    if (!DURATION.matcher(text).matches()) {
      return Duration.ZERO;
    }
    long count = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 'd' -> Duration.ofDays(count);
      case 'h' -> Duration.ofHours(count);
      case 'm' -> Duration.ofMinutes(count);
      default -> Duration.ofSeconds(count);
    };
  }

  /** A duration within bounds. */
  static Duration duration(Fields fields, String name, String otherwise, Duration most) {
    Duration duration = duration(fields, name, otherwise);
    if (duration.isZero() || duration.compareTo(most) > 0) {
      fields.problem(
          Problem.VALUE,
          name,
          "is " + DocumentForm.grace(duration) + ", expected 1s to " + DocumentForm.grace(most));
    }
    return duration;
  }

  /** A whole number within bounds. */
  static int whole(Fields fields, String name, int otherwise, int least, int most) {
    int number = fields.wholeOr(name, otherwise);
    if (fields.find(name) != null && (number < least || number > most)) {
      fields.problem(Problem.VALUE, name, "is " + number + ", expected " + least + " to " + most);
    }
    return number;
  }

  /** A list of names, each once. */
  static List<String> units(Fields fields, String name) {
    return fields.distinctTexts(name, UNIT, UNIT_EXPECTED);
  }
}
