package io.kitward.policy;

import static io.kitward.policy.Texts.document;
import static io.kitward.policy.Texts.problems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Templates are checked when their document is read, before any node sees them. */
class TemplateCheckTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain   | {{prot}}                        | did you mean port?",
        "plain   | {{hostname}}                    | there is no value named 'hostname'",
        "plain   | {{#list}}{{.}}                  | cannot be read",
        "plain   | {{list}}                        | is a list",
        "plain   | {{{text}}}                      | is not allowed",
        "plain   | {{&text}}                       | is not allowed",
        "plain   | {{>text}}                       | is not allowed",
        "plain   | {{=[[ ]]=}}                     | the only other delimiters are",
        "plain   | {{=<% %>=}}<%prot%>             | did you mean port?",
        "plain   | {{=<% %>=}}<%{text}%>           | is not allowed",
        "plain   | {{=<% %>=}}<%text               | never closed",
        "plain   | {{=<% %>=}}<%={{ }}=%>{{prot}}  | did you mean port?",
        "yaml    | {{=<% %>=}}a: <%text%>          | must stand in double quotes",
        "plain   | name: \"{{.Comm}}\"              | if {{ shall stand there as it is, write {{=<% %>=}}",
        "plain   | {{text                          | never closed",
        "plain   | {{certname.class}}              | there is no value",
        "plain   | {{.}}                           | there is no value",
        "plain   | x ${secret:root@1}              | never as text in a template",
        "shell   | ARGS={{text}}                   | must stand in double quotes",
        "shell   | ARGS=\"a\"{{text}}              | must stand in double quotes",
        "shell   | ARGS=\"\\\"\"{{text}}           | must stand in double quotes",
        "yaml    | a: {{text}}                     | must stand in double quotes",
        "yaml    | a: '{{text}}'                   | must stand in double quotes",
        "yaml    | a: {{tags.x}}                   | must stand in double quotes",
        "json    | [{{#list}}{{.}}{{/list}}]       | must stand in double quotes",
        "rsyslog | target={{facts.os.family}}      | must stand in double quotes",
      })
  void aTemplateThatCannotBeRightIsRefusedBeforeAnyNodeSeesIt(
      String format, String template, String words) {
    String text =
        Texts.service(
            "x",
            "/etc/x",
            format,
            "{port: {type: integer}, text: {type: string}, list: {type: list}}",
            template);
    assertThat(problems(text)).isNotEmpty().allMatch(problem -> problem.contains("KDOC-TEMPLATE"));
    assertThat(problems(text)).anyMatch(problem -> problem.contains(words));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "shell   | ARGS=\"{{text}}\" B='{{text}}' C={{port}}",
        "shell   | # for {{certname}}",
        "yaml    | a: \"{{text}}\" # {{text}}",
        "json    | [{{#list}}\"{{.}}\"{{^-last}},{{/-last}}{{/list}}, {{port}}]",
        "yaml    | {{=<% %>=}}a: \"{{.Comm}}\" b: \"<%text%>\"<%={{ }}=%> c: {{port}}",
        "plain   | {{text}} {{! a remark }}{{tags.example.org/role}}",
      })
  void aTemplateThatProtectsItsTextsIsTaken(String format, String template) {
    String text =
        Texts.service(
            "x",
            "/etc/x",
            format,
            "{port: {type: integer}, text: {type: string}, list: {type: list}}",
            template);
    assertThat(problems(text)).isEmpty();
  }

  @Test
  void aFaultInATemplatePointsAtItsOwnLine() {
    String spec =
        """
        files:
          - path: /etc/x
            format: plain
            template: |

              first
                {{certname}} {{hostname}}
        """;
    assertThat(problems(document("Service", "x", spec)))
        .singleElement()
        .asString()
        .startsWith("test.yaml:12:24: spec.files[0].template: line 3 of the template: there is no");
    assertThat(
            problems(
                document("Service", "x", spec.replace("|\n", "|2\n").replace("      first\n", ""))))
        .singleElement()
        .asString()
        .startsWith("test.yaml:11:24: ");
  }
}
