package io.kitward.policy;

import static io.kitward.policy.Texts.document;
import static io.kitward.policy.Texts.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents as people write them: what is read, and which mistakes are refused in which words. */
class DocumentParsingTest {

  private static final String BUNDLE = "services: [node-exporter]\n";

  @Test
  void everyProblemOfAStreamComesOutAtOnceWithItsPlaceAndAHint() {
    String text =
        """
        apiVersion: kitward/v1
        kind: Bundle
        metadata: {name: base, descripton: x}
        spec:
          servces: [a]
        ---
        apiVersion: kitward/v2
        kind: Polcy
        metadata: {name: Wrong_Name}
        spec: {}
        """;
    assertThat(problems(text))
        .containsExactly(
            "test.yaml:3:24: metadata.descripton: there is no such field; did you mean description? [KDOC-UNKNOWN-FIELD]",
            "test.yaml:5:3: spec.servces: there is no such field; did you mean services? [KDOC-UNKNOWN-FIELD]",
            "test.yaml:7:13: apiVersion: is 'kitward/v2', expected kitward/v1 [KDOC-VALUE]",
            "test.yaml:8:7: kind: is 'Polcy', expected one of [Service, Bundle, Policy, Backend, TagKey, TagRule, Group, Assignment, Exemption, Site, Repository]; did you mean Policy? [KDOC-UNKNOWN-KIND]",
            "test.yaml:9:18: metadata.name: is 'Wrong_Name', expected a name of lower-case letters, digits and '-', at most 63 [KDOC-VALUE]");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Bundle  | services: [a, a]                                              | names something twice",
        "Bundle  | services: a                                                   | expected a list",
        "Bundle  | services: [5]                                                 | is the number 5, expected a name",
        "Bundle  | {services: [a], services: [b]}                                | stands here twice",
        "Bundle  | {services: [a], parameters: {a: {p: {x: 1}}}}                 | is a mapping, expected a value",
        "Bundle  | {services: [a], parameters: {a: {p: }}}                       | has no value",
        "Bundle  | {services: [a], parameters: {a: {p: 99999999999999999999}}}   | larger than 64 bits",
        "Bundle  | {services: [&x a, *x]}                                        | aliases are not allowed",
        "Policy  | {selector: 'a', effect: require}                              | at least one bundle or service",
        "Policy  | {selector: '', effect: require, services: [a]}                | write all to mean all",
        "Policy  | {selector: 'a &&b', effect: require, services: [a]}           | KSEL-UNEXPECTED",
        "Policy  | {effect: require, services: [a]}                              | spec.selector: is missing",
        "Policy  | {selector: a, effect: requier, services: [a]}                 | did you mean require?",
        "Policy  | {selector: a, effect: forbid, services: [a], parameters: {a: {p: 1}}} | forbids has no parameters",
        "Policy  | {selector: a, priority: high, effect: require, services: [a]} | expected a whole number",
        "Backend | {type: prometheus}                                            | spec.url: is missing",
        "Backend | {type: prometheus, url: 'ftp://x'}                            | expected a URL",
        "Backend | {type: prometheus, url: 'http://x', alertmanager: 'ftp://x'} | spec.alertmanager: is 'ftp://x', expected a URL",
        "Backend | {type: syslog, alertmanager: 'http://x'}                      | spec.alertmanager: is for the type prometheus only, and this is syslog",
        "Backend | {type: prometheus, url: 'http://x', through: 'No Node'}       | spec.through: is 'No Node', expected the certname",
        "Backend | {type: files, through: n1}                                    | spec.through: is for consoles that Kitward asks over HTTP (prometheus, zabbix, icinga2, http) only, and this is files",
        "Backend | {type: syslog, url: 'http://x'}                               | drop the URL",
        "Backend | {type: syslog, configure: {node: mon, services: [{name: a}, {name: a}]}} | names a service twice",
        "Backend | {type: webhook}                                               | spec.url: is missing; expected where Kitward sends",
        "Backend | {type: webhook, url: 'https://u:p@x/'}                        | expected a URL",
        "Backend | {type: webhook, url: 'https://x/?token=1'}                    | expected a URL",
        "Backend | {type: webhook, url: 'http://x', configure: {node: mon, services: [{name: a}]}} | spec.configure: a webhook has no node",
        "Backend | {type: webhook, url: 'http://x', secret: hunter2}             | expected a reference secret:NAME@VERSION",
        "Backend | {type: webhook, url: 'http://x', secret: 'secret:a@latest'}   | expected a reference secret:NAME@VERSION",
        "Backend | {type: webhook, url: 'http://x', exceptions: []}              | drop it to be told every kind",
        "Backend | {type: webhook, url: 'http://x', exceptions: [console, console]} | names something twice",
        "Backend | {type: webhook, url: 'http://x', exceptions: [consol]}        | spec.exceptions[0]: is 'consol', expected one of adoptable",
        "Backend | {type: webhook, url: 'http://x', exceptions: [gave_up]}       | did you mean gave-up?",
        "Backend | {type: webhook, url: 'http://x', exceptions: console}         | expected a list",
        "Backend | {type: email, url: 'smtp://x'}                                | spec.to: is missing; expected who gets the e-mails",
        "Backend | {type: email, url: 'http://x', from: a@b, to: [c@d]}          | expected a URL such as smtp://mail.example.org:587",
        "Backend | {type: email, url: 'smtp://u:p@x', from: a@b, to: [c@d]}      | expected a URL such as smtp://mail.example.org:587",
        "Backend | {type: email, url: 'smtp://x', from: a@b, to: []}             | spec.to: names nobody",
        "Backend | {type: email, url: 'smtp://x', from: a@b, to: [c@d, c@d]}     | names something twice",
        "Backend | {type: email, url: 'smtp://x', from: 'a@b, e@f', to: [c@d]}   | expected an address such as",
        "Backend | {type: email, url: 'smtp://x', from: a@b, to: [\"c@d\\nBcc: e@f\"]} | expected an address such as",
        "Backend | {type: email, url: 'smtp://x', from: a@b, to: [c@d], user: u} | spec.secret: is missing; a user and the secret",
        "Backend | {type: email, url: 'smtp://x', from: a@b, to: [c@d], drift: mend} | spec.drift: is for consoles that keep hosts",
        "Backend | {type: email, url: 'smtp://x', from: a@b, to: [c@d], configure: {node: mon, services: [{name: a}]}} | spec.configure: a mail server has no node",
        "Backend | {type: webhook, url: 'http://x', to: [c@d]}                   | spec.to: is for the type email only, and this is webhook",
        "Backend | {type: syslog, user: u}                                       | spec.user: is for consoles that keep hosts (zabbix, icinga2, http) and the type email only",
        "Backend | {type: prometheus, url: 'http://x', secret: 'secret:a@1'}     | spec.secret: is for receivers (webhook, email) and consoles that keep hosts (zabbix, icinga2, http) only, and this is prometheus",
        "Backend | {type: files, registersAs: nagios}                            | spec.configure: is missing; expected the console's own node",
        "Backend | {type: files, configure: {node: mon, services: [{name: a}]}}  | spec.registersAs: is missing",
        "Backend | {type: files, url: 'http://x', registersAs: nagios, configure: {node: mon, services: [{name: a}]}} | spec.url: a console that is configured by files",
        "Backend | {type: files, registersAs: No, configure: {node: mon, services: [{name: a}]}} | the kind under which services register",
        "Backend | {type: syslog, registersAs: nagios}                           | spec.registersAs: is for consoles that a document describes (files, http) only",
        "Backend | {type: syslog, hosts: [{selector: all, groups: [a]}]}         | spec.hosts: is for consoles that keep hosts",
        "Backend | {type: zabbix, secret: 'secret:a@1'}                          | spec.url: is missing; expected where Kitward reaches the API of this zabbix",
        "Backend | {type: zabbix, url: 'http://x'}                               | spec.secret: is missing; expected secret:NAME@VERSION, the API token",
        "Backend | {type: icinga2, url: 'https://x', secret: 'secret:a@1'}       | spec.user: is missing; expected the name of an ApiUser",
        "Backend | {type: icinga2, url: 'https://x', secret: 'secret:a@1', user: 'a b'} | without blanks",
        "Backend | {type: zabbix, url: 'http://x', secret: 'secret:a@1', drift: leave} | spec.drift: is 'leave', expected one of mend, respect",
        "Backend | {type: zabbix, url: 'http://x', secret: 'secret:a@1', ca: none} | expected one or more certificates in PEM form",
        "Backend | {type: zabbix, url: 'http://x', secret: 'secret:a@1', exceptions: [console]} | spec.exceptions: is for receivers (webhook, email) only",
        "Backend | {type: zabbix, url: 'http://x', secret: 'secret:a@1', hosts: [{selector: all}]} | gives at least one group",
        "Backend | {type: zabbix, url: 'http://x', secret: 'secret:a@1', hosts: [{groups: [a]}]} | spec.hosts[0].selector: is missing",
        "Backend | {type: zabbix, url: 'http://x', secret: 'secret:a@1', hosts: [{selector: all, groups: ['a,b']}]} | without commas",
        "Backend | {type: zabbix, url: 'http://x', secret: 'secret:a@1', hosts: [{selector: all, groups: ['{{tags}']}]} | spec.hosts[0].groups",
        "Backend | {type: zabbix, url: 'http://x', secret: 'secret:a@1', hosts: [{selector: all, variables: {a-b: c}}]} | is no variable's name",
        "Backend | {type: zabbix, url: 'http://x', secret: 'secret:a@1', hosts: [{selector: all, groups: [a], macros: {}}]} | macros",
        "Backend | {type: syslog, exceptions: [console]}                         | spec.exceptions: is for receivers (webhook, email) only, and this is syslog",
        "Service | {packages: [{name: 'a; reboot'}]}                             | expected a package",
        "Service | {packages: [{name: '-o'}]}                                    | expected a package",
        "Service | {directories: [/var/../etc]}                                  | expected an absolute path",
        "Service | {directories: [etc/x]}                                        | expected an absolute path",
        "Service | {files: [{path: /etc/x, format: plain, template: x, mode: 644}]} | quote it",
        "Service | {files: [{path: /etc/x, format: xml, template: x}]}           | expected one of ini, yaml",
        "Service | {files: [{path: /etc/x, format: plain, template: a}, {path: /etc/x, format: plain, template: b}]} | writes /etc/x twice",
        "Service | {files: [{path: /etc/x, format: plain, template: a, insert: {after: '('}}]} | not a regular expression",
        "Service | {files: [{path: /etc/x, format: plain, template: a, validate: []}]} | is empty",
        "Service | {units: [{name: rsyslog, onChange: restart}]}                 | a systemd unit with its suffix",
        "Service | {units: [{name: '--now.service', onChange: restart}]}         | a systemd unit with its suffix",
        "Service | {checks: [{type: tpc, port: 1}]}                              | did you mean tcp?",
        "Service | {checks: [{type: http, url: 'file:///etc/shadow'}]}           | begins with http",
        "Service | {offboarding: {contract: erase}}                              | expected one of keep",
        "Service | {offboarding: {contract: keep, grace: 5}}                     | expected a duration",
        "Service | {parameters: {Port: {type: integer}}}                         | is not a parameter's name",
        "Service | {parameters: {certname: {type: string}}}                      | is not a parameter's name",
        "Service | {parameters: {port: {type: integer, default: '9100'}}}        | does not fit the type",
        "Service | {parameters: {token: {type: secret, default: abc}}}           | does not fit the type",
        "Service | {parameters: {target: {type: string, default: 'secret:a@1'}}} | does not fit the type",
        "Service | {parameters: {port: {type: integer, minimum: 1, default: 0}}} | is 0, expected at least 1",
        "Service | {parameters: {port: {type: integer, minimum: 9, maximum: 1}}} | nothing would fit",
        "Service | {parameters: {port: {type: integer, pattern: x}}}             | is not for type integer, only for string",
        "Service | {parameters: {name: {type: string, pattern: '('}}}            | is not a regular expression",
        "Service | {parameters: {name: {type: string, pattern: '(a)\\1'}}}     | is not a regular expression",
        "Service | {parameters: {name: {type: string, enum: []}}}                | list values",
        "Service | {parameters: {name: {type: string, enum: [a, 5]}}}            | does not fit the type",
        "Service | {parameters: {name: {type: string, enum: [a, b], default: c}}} | expected one of [a, b]",
        "Service | {parameters: {l: {type: list, items: {pattern: '^a'}, default: [a, b]}}} | item 2 does not match the pattern ^a",
        "Service | {parameters: {l: {type: list, maxItems: 1, default: [a, b]}}} | has 2 items, expected at most 1",
        "Service | {parameters: {l: {type: list, items: {minimum: 1}}}}          | there is no such field",
        "Service | {parameters: {t: {type: secret}}, checks: [{type: http, url: 'http://x/{{t}}'}]} | server and console would see it",
        "Policy  | {selector: all, effect: require, services: [a], versions: {a: {b: 1.5}}} | quote it",
        "Policy  | {selector: all, effect: forbid, services: [a], versions: {a: {b: '1'}}} | pins no versions",
        "Policy  | {selector: 'group:', effect: require, services: [a]}          | name of a group",
        "TagKey  | {key: 'a b'}                                                  | must not contain U+0020",
        "TagKey  | {key: certname}                                               | certname",
        "TagKey  | {sources: [pupet]}                                            | expected a source: node, puppet",
        "TagKey  | {cardinality: singel}                                         | did you mean single?",
        "TagKey  | {values: [a, a]}                                              | names something twice",
        "TagKey  | {grantsAccess: true}                                          | list sources without node",
        "TagKey  | {grantsAccess: true, sources: [puppet, node]}                 | list sources without node",
        "TagKey  | {grantsAccess: 'yes', sources: [puppet]}                      | expected true or false",
        "TagRule | {selector: all}                                               | at least one tag",
        "TagRule | {selector: all, tags: ['os=${facts}']}                        | facts as ${facts.PATH}",
        "TagRule | {selector: all, tags: ['os=a b']}                             | letters, digits",
        "TagRule | {selector: all, tags: ['os=${tags.a}']}                       | letters, digits",
        "TagRule | {selector: all, tags: ['=x']}                                 | must not be empty",
        "TagRule | {tags: [a]}                                                   | spec.selector: is missing",
        "Group   | {selector: ''}                                                | write all to mean all",
        "Group   | {}                                                            | spec.selector: is missing",
        "Assignment | {node: db1}                                                | names at least one service",
        "Assignment | {services: [a]}                                            | spec.node: is missing",
        "Assignment | {node: db1, services: [a], parameters: {b: {p: 1}}}        | not among the services",
        "Exemption | {selector: all, services: [a], reason: x}                   | spec.until: is missing",
        "Exemption | {selector: all, services: [a], reason: ' ', until: 2026-12-31} | why these nodes go without",
        "Exemption | {selector: all, services: [a], reason: x, until: tomorrow}  | is no date",
        "Exemption | {services: [a], reason: x, until: 2026-12-31}               | spec.selector: is missing",
      })
  void aMistakeIsRefusedInWordsThatSayWhatIsWanted(String kind, String spec, String words) {
    assertThat(problems(document(kind, "x", spec))).anyMatch(problem -> problem.contains(words));
    assertThat(problems(document(kind, "x", spec)))
        .allMatch(problem -> problem.matches("(?s)test.yaml:\\d+:\\d+: .*"));
  }

  @Test
  void brokenYamlIsAProblemWithItsPlace() {
    assertThat(problems("a: [1,\nb: }"))
        .singleElement()
        .asString()
        .matches("(?s)test.yaml:2:\\d+: this cannot be read.*");
    assertThat(problems("a: \u0000")).isNotEmpty();
    assertThat(problems("just text")).singleElement().asString().contains("expected a document");
    assertThat(problems("[".repeat(10_000))).isNotEmpty();
    assertThat(problems("", "---\n---\n", "# nothing\n")).isEmpty();
    assertThat(problems("x".repeat(Documents.TEXT_LIMIT + 1)))
        .singleElement()
        .asString()
        .contains("split the file");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "spec:\\n  selector: a\\n   effect: require  | 3:10: no field can stand here; check the indentation",
        "spec:\\n\\tselector: a                     | 2:1: a tab stands here; YAML is indented with spaces only",
        "spec:\\n  a: 1\\n \\tb: 1                 | 3:2: a tab stands here",
        "spec:\\n  - a\\n b: 1                     | 3:2: this line fits to none above it; check the indentation",
        "spec:\\n  a: 1\\n  b\\n  c: 1               | 4:3: a field's name needs a colon",
        "spec: [a                                | this cannot be read: ",
      })
  void yamlThatCannotBeReadSaysWhereAndWhatToLookAt(String text, String words) {
    assertThat(problems(text.replace("\\n", "\n").replace("\\t", "\t")))
        .singleElement()
        .asString()
        .contains(words)
        .doesNotContain("in reader")
        .doesNotContain(";  ");
  }

  @Test
  void aMisspelledFieldIsNotAlsoSaidToBeMissing() {
    assertThat(problems(document("Policy", "x", "{selector: a, efect: require, services: [a]}")))
        .singleElement()
        .asString()
        .contains("did you mean effect?");
  }

  @Test
  void aTreeLoadsInWholeAndADocumentThatStandsTwiceIsAProblem(@TempDir Path root)
      throws IOException {
    Files.createDirectories(root.resolve("deep/er"));
    Files.writeString(root.resolve("a.yaml"), document("Bundle", "one", BUNDLE));
    Files.writeString(
        root.resolve("deep/er/b.yml"),
        document("Bundle", "two", BUNDLE) + document("Bundle", "one", BUNDLE));
    Files.writeString(root.resolve("readme.txt"), "not a document");
    Files.write(root.resolve("latin.yaml"), new byte[] {'a', (byte) 0xe4});
    Documents.Parsed parsed = Documents.load(root);
    assertThat(parsed.documents()).hasSize(3);
    assertThat(parsed.problems().stream().map(Problem::code).toList())
        .isEqualTo(List.of("KDOC-FILE", "KDOC-DUPLICATE-DOCUMENT"));
    assertThat(Documents.load(root.resolve("missing")).problems()).hasSize(1);
  }
}
