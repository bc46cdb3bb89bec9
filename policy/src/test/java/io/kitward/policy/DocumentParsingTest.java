package io.kitward.policy;

import static io.kitward.policy.Texts.document;
import static io.kitward.policy.Texts.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            "test.yaml:5:3: spec.services: a bundle has at least one service [KDOC-MISSING]",
            "test.yaml:5:3: spec.servces: there is no such field; did you mean services? [KDOC-UNKNOWN-FIELD]",
            "test.yaml:7:13: apiVersion: is 'kitward/v2', expected kitward/v1 [KDOC-VALUE]",
            "test.yaml:9:18: metadata.name: is 'Wrong_Name', expected a name of lower-case letters, digits and '-', at most 63 [KDOC-VALUE]",
            "test.yaml:8:7: kind: is 'Polcy', expected one of [Service, Bundle, Policy, Backend, TagKey, TagRule, Group, Assignment, Exemption]; did you mean Policy? [KDOC-UNKNOWN-KIND]");
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
        "Backend | {type: syslog, url: 'http://x'}                               | drop the URL",
        "Backend | {type: syslog, configure: {node: mon, services: [{name: a}, {name: a}]}} | names a service twice",
        "Service | {packages: [{name: 'a; reboot'}]}                             | expected a Debian package",
        "Service | {packages: [{name: '-o'}]}                                    | expected a Debian package",
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
        "plain   | {{=<% %>=}}                     | is not allowed",
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

  @Test
  void theCanonicalFormReadsBackAsAnEqualDocument() {
    Documents.Parsed catalog = Documents.load(Path.of("../catalog"));
    assertThat(catalog.problems()).isEmpty();
    for (ParsedDocument parsed : catalog.documents()) {
      String json = parsed.document().canonicalJson();
      Documents.Parsed again = Documents.parseJson("stored", json);
      assertThat(again.problems()).isEmpty();
      assertThat(again.documents().getFirst().document()).isEqualTo(parsed.document());
      assertThat(again.documents().getFirst().document().digest())
          .isEqualTo(parsed.document().digest());
    }
  }

  @Test
  void theDigestFollowsMeaningNotLayout() {
    String flow = document("Bundle", "b", "{parameters: {a: {y: 1.50, x: [u]}}, services: [a]}");
    String block =
        document(
            "Bundle",
            "b",
            "services:\n- a\nparameters:\n  a:\n    x: ['u']\n    y: 1.5\n  c: {}\n");
    assertThat(Texts.parsed(flow).getFirst().document().digest())
        .isEqualTo(Texts.parsed(block).getFirst().document().digest())
        .isNotEqualTo(
            Texts.parsed(document("Bundle", "b", "services: [a]")).getFirst().document().digest());
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

  @Test
  void documentsAreCheckedAgainstEachOther() {
    DocumentSet documents =
        Texts.set(
            Texts.service(
                "rsyslog",
                "/etc/x",
                "plain",
                "{target: {type: string}, token: {type: secret}}",
                "x"),
            document("Bundle", "base", "services: [rsyslgo]\n"),
            document(
                "Bundle",
                "other",
                "services: [rsyslog]\nparameters: {rsyslog: {targte: a, token: plain}}\n"),
            document(
                "Policy",
                "p",
                "{selector: all, effect: require, bundles: [bsae], parameters: {rsyslog: {target: 5}}}"),
            document(
                "Backend",
                "b",
                "{type: syslog, configure: {node: mon, services: [{name: nothing}]}}"));
    assertThat(documents.validate().stream().map(p -> p.path() + ": " + p.message()).toList())
        .containsExactly(
            "spec.services[0]: there is no service named 'rsyslgo'; did you mean rsyslog?",
            "spec.parameters.rsyslog.targte: the service rsyslog has no parameter 'targte'; did you mean target?",
            "spec.parameters.rsyslog.token: does not fit the type secret; expected a reference secret:NAME@VERSION",
            "spec.bundles[0]: there is no bundle named 'bsae'; did you mean base?",
            "spec.parameters.rsyslog.target: does not fit the type string; expected text in quotes or plain",
            "spec.configure.services[0].name: there is no service named 'nothing'; apply its document together with this one");
    assertThat(documents.validate())
        .allMatch(problem -> problem.line() > 0 && problem.column() > 0);
  }

  @Test
  void groupsAndRulesThatLeadBackToThemselvesAreRefusedWithTheWholeCircle() {
    DocumentSet documents =
        Texts.set(
            document("Group", "one", "selector: 'group:two or a'"),
            document("Group", "two", "selector: 'not group:one'"),
            document("Policy", "p", "{selector: 'group:oen', effect: require, services: [s]}"),
            document("Service", "s", "{}"),
            document("TagRule", "a", "{selector: x, tags: [y, z]}"),
            document("TagRule", "b", "{selector: 'facts.os and !y', tags: [x=1]}"),
            document("TagRule", "c", "{selector: z, tags: [w]}"),
            document("TagRule", "self", "{selector: s, tags: [s=2]}"));
    assertThat(documents.validate().stream().map(it -> it.path() + ": " + it.message()))
        .containsExactly(
            "spec.selector: groups refer to each other in a circle: one → two → one; take one of these references out",
            "spec.selector: groups refer to each other in a circle: two → one → two; take one of these references out",
            "spec.selector: there is no group named oen; did you mean group:one?",
            "spec.tags: the rule would feed itself: a sets y → b sets x → a; let it look at facts, or set another key",
            "spec.tags: the rule would feed itself: b sets x → a sets y → b; let it look at facts, or set another key",
            "spec.tags: the rule would feed itself: self sets s → self; let it look at facts, or set another key");
    assertThat(documents.validate()).allMatch(it -> it.line() > 0 && it.column() > 0);
  }

  @Test
  void parametersVersionsAndTagsThatDoNotFitAreRefusedWithTheirPlace() {
    DocumentSet documents =
        Texts.set(
            document(
                "Service",
                "s",
                "parameters: {port: {type: integer, minimum: 1, maximum: 65535}, token: {type: secret}}\npackages: [{name: tool}]\n"),
            document(
                "Policy",
                "p",
                "selector: all\neffect: require\nservices: [s]\nparameters: {s: {port: 70000, token: plain}}\nversions: {s: {tol: '1'}}\n"),
            document("Assignment", "x", "{node: n, services: [gone]}"),
            document("TagKey", "one", "{key: os, values: [linux], sources: [node, rule/good]}"),
            document("TagKey", "two", "{key: os}"),
            document("TagRule", "good", "{selector: all, tags: [os=bsd]}"),
            document("TagRule", "bad", "{selector: all, tags: [os=linux]}"));
    assertThat(documents.validate().stream().map(Problem::toString))
        .containsExactly(
            "test.yaml:16:26: spec.parameters.s.port: is 70000, expected at most 65535 [KDOC-PARAMETER]",
            "test.yaml:16:40: spec.parameters.s.token: does not fit the type secret; expected a reference secret:NAME@VERSION [KDOC-PARAMETER]",
            "test.yaml:17:23: spec.versions.s.tol: the service s installs no package 'tol'; did you mean tool? [KDOC-REFERENCE]",
            "test.yaml:23:24: spec.services[0]: there is no service named 'gone'; apply its document together with this one [KDOC-REFERENCE]",
            "test.yaml:35:9: spec.key: the key os has the TagKey document one already; keep one [KDOC-TAG]",
            "test.yaml:41:26: spec.tags[0]: the TagKey one allows [linux], not 'bsd' [KDOC-TAG]",
            "test.yaml:47:26: spec.tags[0]: the TagKey one lets only [node, rule/good] set os [KDOC-TAG]");
  }

  @Test
  void theNewKindsReadBackFromTheirCanonicalForm() {
    String text =
        document(
                "TagKey",
                "k",
                "{values: ['', a*], cardinality: single, sources: [puppet, 'user/*']}")
            + document(
                "TagRule", "r", "{selector: 'facts.os.family', tags: ['os=${facts.os.family}', b]}")
            + document("Group", "g", "{selector: 'a or b'}")
            + document("Assignment", "x", "{node: n.lab, services: [s], versions: {s: {t: '1:2'}}}")
            + document(
                "Exemption",
                "e",
                "{selector: 'group:g', services: [s], reason: because, until: 2026-12-31}");
    for (ParsedDocument parsed : Texts.parsed(text)) {
      assertThat(
              Documents.parseJson("x", parsed.document().canonicalJson())
                  .documents()
                  .getFirst()
                  .document())
          .isEqualTo(parsed.document());
    }
    ExemptionDocument exemption = (ExemptionDocument) Texts.parsed(text).getLast().document();
    assertThat(exemption.until()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
  }
}
