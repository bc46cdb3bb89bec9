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
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Values that try to become more than a value, in each format. */
class RenderingTest {
  private static final List<String> HOSTILE =
      List.of(
          "a\nb",
          "a\rb",
          "a\u0000b",
          "a\u001b[2J",
          "a\u007f",
          "a\u0085b",
          "a\u2028b",
          "a\u2029b",
          "\ud800");

  @Test
  void bracesStandAsTheyAreBetweenOtherDelimiters() {
    String template =
        "a: \"{{text}}\"\n{{=<% %>=}}\nb: \"{{.Comm}}\" # <%text%>\n<%={{ }}=%>\nc: \"{{text}}\"\n";
    assertThat(new Templates(Map.of("text", "x\"y")).render(template, Format.YAML).text())
        .isEqualTo("a: \"x\\\"y\"\nb: \"{{.Comm}}\" # x\\\"y\nc: \"x\\\"y\"\n");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void lineBreaksAndControlCharactersAreRefusedInEveryFormat(Format format) {
    for (String value : HOSTILE) {
      assertThatThrownBy(() -> format.escape(value))
          .isInstanceOf(RenderException.class)
          .hasMessageContaining("U+");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"$(reboot)", "`reboot`", "\"; reboot; \"", "'; reboot; '", "a\\", "${HOME}", "!!"})
  void aShellNeverSeesWhatItWouldActOn(String value) {
    assertThatThrownBy(() -> Format.SHELL.escape(value)).isInstanceOf(RenderException.class);
    assertThat(Format.SHELL.escape("--path=^/(dev|sys) a;b&c *"))
        .isEqualTo("--path=^/(dev|sys) a;b&c *");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"",
        "\\",
        "a\" b: \"c",
        "\\\"",
        "a: b # c",
        "{x}",
        "[1]",
        "*a",
        "&a",
        "!!int 1",
        "日本 😀",
        "'",
        ""
      })
  void yamlAndJsonReadBackExactlyTheValueWithinQuotes(String value) {
    String yaml = "a: \"" + Format.YAML.escape(value) + "\"\nb: 1\n";
    assertThat((Object) new YAMLMapper().readValue(yaml, Map.class))
        .isEqualTo(Map.of("a", value, "b", 1));
    String json = "{\"a\":\"" + Format.JSON.escape(value) + "\",\"b\":1}";
    assertThat((Object) JsonMapper.shared().readValue(json, Map.class))
        .isEqualTo(Map.of("a", value, "b", 1));
    assertThat(Format.TOML.escape(value)).isEqualTo(Format.JSON.escape(value));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"a\"b,a\\\"b", "a\\,a\\\\", "$x,\\$x"})
  void rsyslogStringsAreEscaped(String value, String escaped) {
    assertThat(Format.RSYSLOG.escape(value)).isEqualTo(escaped);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%HOSTNAME%", "`cat /etc/shadow`"})
  void rsyslogNeverReplacesPartsOfAValue(String value) {
    assertThatThrownBy(() -> Format.RSYSLOG.escape(value)).isInstanceOf(RenderException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[section]", ";comment", "#comment", "=x", "  [section]"})
  void anIniValueNeverStartsASectionCommentOrSetting(String value) {
    assertThatThrownBy(() -> Format.INI.escape(value)).isInstanceOf(RenderException.class);
    assertThat(Format.INI.escape("a=b;c")).isEqualTo("a=b;c");
  }

  @Test
  void aValueIsNeverATemplate() {
    assertThat(render("{{a}}", Format.PLAIN, Map.of("a", "{{b}}", "b", "x")).text())
        .isEqualTo("{{b}}");
  }

  @Test
  void aMissingNameIsAnErrorAndNeverAnEmptyText() {
    for (String template :
        List.of(
            "{{nope}}",
            "{{tags.nope}}",
            "{{facts.os.nope}}",
            "{{#tags.nope}}x{{/tags.nope}}",
            "{{a.length}}",
            "{{a.class}}")) {
      assertThatThrownBy(() -> render(template, Format.PLAIN, Map.of("a", "x", "facts.os", "y")))
          .as(template)
          .isInstanceOf(RenderException.class)
          .hasMessageContaining("there is no value for");
    }
  }

  @Test
  void onlyASecretParameterBringsASecret() {
    ParameterValue.Secret secret = new ParameterValue.Secret("token", "3");
    Templates.Rendered rendered = render("t={{t}}", Format.SHELL, Map.of("t", secret));
    assertThat(rendered.text()).isEqualTo("t=${secret:token@3#shell}");
    assertThat(rendered.secrets()).containsExactly("secret:token@3#shell");
    assertThat(render("{{t}}", Format.PLAIN, Map.of("t", secret)).text())
        .isEqualTo("${secret:token@3}");
    assertThatThrownBy(() -> render("{{a}}", Format.PLAIN, Map.of("a", "${secret:root@1}")))
        .hasMessageContaining("only a secret parameter");
    assertThatThrownBy(
            () -> render("{{t}} ${{a}}", Format.PLAIN, Map.of("t", secret, "a", "{secret:root@1}")))
        .hasMessageContaining("only a secret parameter");
  }

  @Test
  void aCertificateMayHaveSeveralLinesInAPlainFileOnly() {
    Templates.Pem pem = new Templates.Pem(Texts.SITE.caPem());
    assertThat(render("{{p}}", Format.PLAIN, Map.of("p", pem)).text())
        .isEqualTo(Texts.SITE.caPem());
    assertThatThrownBy(() -> render("\"{{p}}\"", Format.YAML, Map.of("p", pem)))
        .isInstanceOf(RenderException.class);
  }

  @Test
  void listsFlagsAndNumbersRenderBySection() {
    Map<String, Object> values =
        Map.of(
            "l",
            List.of("a", "b"),
            "e",
            List.of(),
            "on",
            true,
            "off",
            false,
            "n",
            new BigDecimal("1.5"));
    assertThat(
            render(
                    "{{#l}} -{{.}}{{/l}}{{#e}}x{{/e}}{{^e}}none{{/e}}{{#on}}+{{/on}}{{#off}}x{{/off}}{{n}}",
                    Format.PLAIN,
                    values)
                .text())
        .isEqualTo(" -a -bnone+1.5");
    assertThatThrownBy(() -> render("{{#l}}{{.}}{{/l}}", Format.SHELL, Map.of("l", List.of("$x"))))
        .isInstanceOf(RenderException.class);
  }

  private static Templates.Rendered render(
      String template, Format format, Map<String, Object> values) {
    return new Templates(values).render(template, format);
  }
}
