package io.kitward.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that try to become more than a value, in the formats of single tools. */
class FormatTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$(reboot)",
        "`reboot`",
        "x; reboot",
        "x | sh",
        "x && reboot",
        "x > /etc/passwd",
        "$USER1$",
        "check!-c",
        "a # b",
        "'",
        "\"",
        "a\\",
        "-x",
        "host --plugin=/tmp/x",
        "*",
        "~root",
        "{a,b}"
      })
  void nothingReachesTheShellBehindNagiosAndZabbix(String value) {
    refused(Format.NAGIOS, value);
    refused(Format.ZABBIX, value);
    taken(Format.NAGIOS, "10.0.0.0/8,fd00::1", "/var/lib/a-b_c.d", "Rack 5, room b@x = 80%");
    taken(Format.ZABBIX, "linux web-1", "mon.lab:10051", "é");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {"a\" + import | a\\\" + import", "a\\ | a\\\\", "// x | // x", "/* x | /* x"})
  void icingaReadsAStringToItsEnd(String value, String escaped) {
    assertThat(Format.ICINGA.escape(value)).isEqualTo(escaped);
    refused(Format.ICINGA, "$host.vars.password$");
  }

  @ParameterizedTest
  @ValueSource(strings = {"|/bin/sh -c id", "\\|/bin/sh", "</etc/list", "@/etc/shadow"})
  void baculaNeverRunsOrReadsAValue(String value) {
    refused(Format.BACULA, value);
    assertThat(Format.BACULA.escape("a\"; x = \"b\\")).isEqualTo("a\\\"; x = \\\"b\\\\");
    taken(Format.BACULA, "a|b", "p@ss<w>0rd#;{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"public 0.0.0.0/0", "a\"b", "'", "a\\", "#", "$x", "`id`", "[snmpd]"})
  void snmpdReadsOneWord(String value) {
    refused(Format.SNMPD, value);
    taken(Format.SNMPD, "udp:10.0.0.1:161", "s3cr3t!(x)");
  }

  @Test
  void collectdReadsAStringToItsEnd() {
    assertThat(Format.COLLECTD.escape("a\"\\</Plugin>#")).isEqualTo("a\\\"\\\\</Plugin>#");
  }

  @ParameterizedTest
  @ValueSource(strings = {".*", "^", "a|b", "a+", "(x)", "$", "x # y", "[0-9]", "\\d"})
  void muninNeverReadsAPattern(String value) {
    refused(Format.MUNIN, value);
    taken(Format.MUNIN, "n1.lab", "10.0.0.0/8", "fd00::1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x /bin/sh",
        "\"",
        "'",
        "a\\",
        "a;b",
        "${HOME}",
        "#x",
        "-/bin/sh",
        "+/bin/sh",
        "!/bin/sh",
        "@x",
        ":x",
        "|x",
        "[Install]"
      })
  void systemdReadsOneWord(String value) {
    refused(Format.SYSTEMD, value);
    assertThat(Format.SYSTEMD.escape("50%")).isEqualTo("50%%");
    taken(Format.SYSTEMD, "/var/lib/x", "a@b:c", "127.0.0.1:9100");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aNumberIsANumberInEveryFormat(Format format) {
    Map<String, Object> values =
        Map.of("n", -5L, "f", new Templates.Figure(new BigDecimal("-1.5").toPlainString()));
    assertThat(new Templates(values).render("{{n}} {{f}}", format).text()).isEqualTo("-5 -1.5");
  }

  @ParameterizedTest
  @CsvSource({"ICINGA", "BACULA", "COLLECTD"})
  void aTextOutsideQuotesIsRefusedBeforeAnyNodeSeesIt(Format format) {
    Map<String, ServiceDocument.Parameter> parameters =
        Map.of(
            "text",
            new ServiceDocument.Parameter(ParameterType.STRING, null, "", Constraints.NONE, false));
    assertThat(TemplateCheck.problems("a {{text}}", format, parameters, "")).hasSize(1);
    assertThat(TemplateCheck.problems("a '{{text}}'", format, parameters, "")).hasSize(1);
    assertThat(TemplateCheck.problems("a \"{{text}}\"", format, parameters, "")).isEmpty();
  }

  private static void refused(Format format, String value) {
    assertThatThrownBy(() -> format.escape(value))
        .as(format + " " + value)
        .isInstanceOf(RenderException.class);
  }

  private static void taken(Format format, String... values) {
    for (String value : List.of(values)) {
      assertThat(format.escape(value)).as(format.toString()).isEqualTo(value.replace("\\", "\\\\"));
    }
  }
}
