package io.kitward.policy;

import static io.kitward.policy.Texts.document;
import static io.kitward.policy.Texts.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What does not fit together among documents that are right by themselves. */
class CrossCheckTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "registration: {xymon: {port: 1}}            | spec.registration.xymon: there is no console of this type; known are bacula, icinga2, icinga2-agents, munin, nagios, prometheus, zabbix",
        "registration: {zabbix: {tempaltes: a}}      | did you mean templates?",
        "registration: {zabbix: {port: 0}}           | expected a port from 1 to 65535",
        "registration: {zabbix: {path: /a}}          | spec.registration.zabbix.path: there is no such field",
        "registration: {icinga2: {chek: ssh}}        | did you mean check?",
        "registration: {icinga2: {vars.NAME-: a}}    | spec.registration.icinga2.vars.NAME-: there is no such field",
        "{parameters: {p: {type: secret, perNode: true}}, registration: {prometheus: {psk: '{{p}}'}}} | spec.registration.prometheus.psk: there is no such field",
        "{parameters: {p: {type: string}}, registration: {zabbix: {psk: '{{p}}'}}} | takes a key that each node has for itself",
        "registration: {bacula: {password: 'x'}} | takes a key that each node has for itself",
        "registration: {zabbix: {psk: 'secret:a@1~s.p~n2'}} | takes a key that each node has for itself",
        "registration: {promtheus: {port: 1}}        | did you mean prometheus?",
        "registration: {syslog: {}}                  | nothing is registered there",
        "registration: {prometheus: {prot: 1}}       | spec.registration.prometheus.prot: there is no such field; did you mean port?",
        "registration: {prometheus: {port: 65536}}   | expected a port from 1 to 65535",
        "registration: {prometheus: {path: metrics}} | begins with /",
        "registration: {prometheus: {scheme: ftp}}   | expected http or https",
        "checks: [{type: tcp, port: 80x}]            | spec.checks[0].port: is '80x', expected a port",
        "{parameters: {p: {type: integer, default: 0}}, checks: [{type: tcp, port: '{{p}}'}]} | spec.parameters.p.default: is '0'",
      })
  void aServiceThatCouldNotWorkIsRefused(String spec, String words) {
    List<Problem> problems = Texts.set(document("Service", "x", spec)).validate();
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().toString()).contains(words).startsWith("test.yaml:");
  }

  @Test
  void aKindThatABackendDescribesMayHaveAnyFields() {
    String described = HttpConsoleTest.backend("");
    assertThat(
            Texts.set(document("Service", "x", "registration: {inventory: {rack: a}}"), described)
                .validate())
        .isEmpty();
    assertThat(
            Texts.set(document("Service", "x", "registration: {inventry: {rack: a}}"), described)
                .validate())
        .singleElement()
        .asString()
        .contains("spec.registration.inventry", "did you mean inventory?");
  }

  @Test
  void aPortThatIsNoneIsRefusedWhereverAPolicySaysIt() {
    for (String use :
        List.of(
            "checks: [{type: tcp, port: '{{p}}'}]",
            "checks: [{type: http, url: 'http://127.0.0.1:{{p}}/metrics'}]",
            "registration: {prometheus: {port: '{{ p }}', path: /a, scheme: https}}")) {
      String service =
          document("Service", "x", "parameters: {p: {type: integer, default: 9100}}\n" + use);
      String policy =
          "{selector: all, effect: require, services: [x], parameters: {x: {p: 99999}}}";
      assertThat(Texts.set(service, document("Policy", "a", policy)).validate())
          .singleElement()
          .asString()
          .contains("spec.parameters.x.p: is '99999', expected a port from 1 to 65535");
      assertThat(
              Texts.set(service, document("Policy", "a", policy.replace("99999", "65535")))
                  .validate())
          .isEmpty();
    }
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
}
