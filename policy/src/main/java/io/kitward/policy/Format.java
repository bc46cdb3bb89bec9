package io.kitward.policy;

/** What a rendered file is, which decides how a value is made harmless in it. */
public enum Format {
  INI,
  YAML,
  JSON,
  TOML,
  SHELL,
  RSYSLOG,
  /** Nagios and NRPE: {@code key=value} and object definitions; commands in it run in a shell. */
  NAGIOS,
  /** The language of Icinga 2. */
  ICINGA,
  BACULA,
  /** {@code Key=value} without sections or quotes; commands in it run in a shell. */
  ZABBIX,
  /** Words of net-snmp between blanks. */
  SNMPD,
  COLLECTD,
  MUNIN,
  /** Units and drop-ins of systemd. */
  SYSTEMD,
  PLAIN;

  /** What a shell, or a macro of Nagios or Zabbix, acts on. */
  private static final String COMMAND = "$`\"'\\;|&<>(){}[]*?~!#";

  /**
   * The value as it may stand in a file of this format; in those that need quotes, within them.
   *
   * @throws RenderException when the value cannot be made harmless
   */
  String escape(String value) throws RenderException {
    value
        .codePoints()
        .filter(Format::isControl)
        .findFirst()
        .ifPresent(
            c -> {
              throw refused(c, "line breaks and control characters are refused in every format");
            });
    return switch (this) {
      case PLAIN -> value;
      case YAML, JSON, TOML -> escapeEach(value, "\"\\");
      case SHELL -> refuseEach(value, "$`\"\\'!", "a shell would act on it");
      case RSYSLOG -> escapeEach(refuseEach(value, "%`", "rsyslog would replace it"), "\"\\$");
      case INI -> ini(value);
      case NAGIOS, ZABBIX ->
          noOption(refuseEach(value, COMMAND, "the tool or its shell would act on it"));
      case ICINGA -> escapeEach(refuseEach(value, "$", "Icinga would replace it"), "\"\\");
      case BACULA -> escapeEach(refuseFirst(value, "|<@\\", "Bacula would read on there"), "\"\\");
      case SNMPD -> refuseEach(value, " \"'\\#$`[", "snmpd takes one plain word here");
      case COLLECTD -> escapeEach(value, "\"\\");
      case MUNIN -> refuseEach(value, COMMAND + "^+", "Munin would act on it");
      case SYSTEMD ->
          refuseFirst(
                  refuseEach(value, " \"'\\;$#", "systemd takes one plain word here"),
                  "-@:+!|[",
                  "systemd would act on it at the beginning")
              .replace("%", "%%");
    };
  }

  /** How long a certname may be, in characters, so that names made of it are names to the tool. */
  int longestName() {
    return this == BACULA ? 127 - 8 : Integer.MAX_VALUE;
  }

  /** Whether texts must stand in double quotes (in shell, in either kind) to be harmless. */
  boolean needsQuotes() {
    return switch (this) {
      case YAML, JSON, TOML, SHELL, RSYSLOG, ICINGA, BACULA, COLLECTD -> true;
      case INI, NAGIOS, ZABBIX, SNMPD, MUNIN, SYSTEMD, PLAIN -> false;
    };
  }

  private static String ini(String value) {
    String text = value.strip();
    if (!text.isEmpty() && "[;#=".indexOf(text.charAt(0)) >= 0) {
      throw refused(
          text.charAt(0), "at the beginning it would start a section, a comment or a setting");
    }
    return value;
  }

  /** Refuses what a command would take for an option of its own. */
  private static String noOption(String value) {
    if (value.startsWith("-") || value.contains(" -")) {
      throw refused('-', "at the beginning of a word it would become an option of a command");
    }
    return value;
  }

  private static String refuseFirst(String value, String refused, String why) {
    if (!value.isEmpty() && refused.indexOf(value.charAt(0)) >= 0) {
      throw refused(value.charAt(0), why);
    }
    return value;
  }

  private static String refuseEach(String value, String refused, String why) {
    for (int i = 0; i < value.length(); i++) {
      if (refused.indexOf(value.charAt(i)) >= 0) {
        throw refused(value.charAt(i), why);
      }
    }
    return value;
  }

  private static String escapeEach(String value, String escaped) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      if (escaped.indexOf(value.charAt(i)) >= 0) {
        text.append('\\');
      }
      text.append(value.charAt(i));
    }
    return text.toString();
  }

  private static RenderException refused(int c, String why) {
    String shown =
        c > ' ' && c < 0x7f ? "'" + Character.toString(c) + "'" : String.format("U+%04X", c);
    return new RenderException("a value contains " + shown + ": " + why);
  }

  /** Control characters, line and paragraph separators, and halves of characters. */
  static boolean isControl(int c) {
    return Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || (c >= 0xD800 && c <= 0xDFFF);
  }
}
