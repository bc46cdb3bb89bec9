package io.kitward.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backend documents of the type http. */
class HttpConsoleTest {

  private static final String OBSERVE =
      "observe: {method: GET, path: /hosts, items: '', id: /id, name: /name, mark: /mark}";
  private static final String CREATE =
      "create: {method: POST, path: /hosts, body: '{\"name\": \"{{certname}}\"}'}";
  private static final String DELETE = "delete: {method: DELETE, path: '/hosts/{{id}}'}";

  /** A console called inventory, with something more said of it. */
  static String backend(String more) {
    return document(more, OBSERVE + ", " + CREATE + ", " + DELETE);
  }

  private static String document(String more, String requests) {
    return Texts.document(
        "Backend",
        "inventory",
        "type: http\nurl: http://x\nregistersAs: inventory\nrequests: {" + requests + "}\n" + more);
  }

  private static HttpConsole read(String document) {
    return Objects.requireNonNull(
        ((BackendDocument) Texts.parsed(document).getFirst().document()).requests());
  }

  @Test
  void theLeastThatADocumentSaysHasTheUsualMeanings() {
    HttpConsole console = read(backend(""));
    RequestTemplate create = console.create();
    assertThat(create.contentType()).isEqualTo("application/json");
    assertThat(create.expects(200)).isTrue();
    assertThat(create.expects(299)).isTrue();
    assertThat(create.expects(302)).isFalse();
    assertThat(create.retry()).isZero();
    assertThat(create.retryOn()).containsExactly(429, 502, 503, 504);
    assertThat(console.update()).isNull();
    assertThat(console.disable()).isNull();
    assertThat(console.prove()).isNull();
  }

  @Test
  void allThatCanBeSaidSurvivesBeingWrittenAndReadAgain() {
    String text =
        Texts.document(
            "Backend",
            "inventory",
            """
            type: http
            url: https://x/base
            registersAs: inventory
            secret: secret:a@1
            drift: respect
            leaving: disable
            requests:
              observe: {method: POST, path: /list, body: '{}', headers: {X-Token: '{{credential}}'}, expect: [200, 206],
                retry: 2, retryOn: [503], items: /data, id: 0#, name: /name, mark: /m~1ark, address: /a, digest: /d, next: /next}
              create: {method: PUT, path: '/x/{{certname}}?a={{tags.a}}', contentType: text/plain, body: '"{{node}}"', headers: {Authorization: 'Bearer {{credential}}'}}
              update: {method: PATCH, path: '/x/{{id}}', body: '{"d": "{{digest}}"}'}
              delete: {method: DELETE, path: '/x/{{id}}', expect: [204]}
              disable: {method: POST, path: '/x/{{id}}', body: '{"d": "{{digest}}"}'}
              prove: {method: GET, path: /data, items: '', instance: /i, at: /t, good: /g, goodValues: [1, true, ok, 1.50], message: /w, maxAge: 5m, next: /n}
            """);
    ParsedDocument parsed = Texts.parsed(text).getFirst();
    HttpConsole console = read(text);
    HttpConsole.Evidence prove = Objects.requireNonNull(console.prove());
    assertThat(prove.goodValues()).containsExactly("1", "true", "ok", "1.50");
    assertThat(prove.maxAge()).isEqualTo(Duration.ofMinutes(5));
    assertThat(console.observe().items()).isEqualTo("/data");
    assertThat(
            Documents.parseJson("again", parsed.document().canonicalJson())
                .documents()
                .getFirst()
                .document())
        .isEqualTo(parsed.document());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "create: {method: POST, path: /x, body: '{\"a\": \"{{certnam}}\"}'}  | spec.requests.create.body: line 1 of the template: there is no value named 'certnam'; did you mean certname?",
        "create: {method: POST, path: /x, body: '{\"a\": \"{{facts.os}}\"}'} | there is no value named 'facts.os'; known are tags.KEY, variables.NAME, address",
        "create: {method: POST, path: '/x/{{id}}'}                           | there is no value named 'id'",
        "create: {method: POST, path: /x, body: '{\"a\": {{tags.a}}}'}       | must stand in double quotes",
        "create: {method: POST, path: /x, body: '{\"a\": \"{{groups}}\"}'}   | {{groups}} is a list",
        "create: {method: POST, path: /x, body: '{\"a\": \"{{{node}}}\"}'}   | is not allowed",
        "create: {method: POST, path: /x, body: '{\"a\": \"{{fields.b}}\"}'} | there is no value named 'fields.b'",
        "create: {method: POST, path: /x, body: '[{{#groups}}\"{{.}}\",{{/groups}}]'} | is no JSON once values are put in",
        "create: {method: POST, path: /x, body: '{\"a\": \"{{credential}}\"}'} | spec.requests.create.body: {{credential}} may stand in headers only",
        "create: {method: POST, path: '/x?token={{credential}}'}             | spec.requests.create.path: {{credential}} may stand in headers only",
        "create: {method: POST, path: '/x?token={{=<% %>=}}<%credential%>'}  | {{credential}} may stand in headers only",
        "create: {method: POST, path: /x, body: '{{^ credential}}\"\"{{/credential}}'} | {{credential}} may stand in headers only",
        "create: {method: GET, path: /x, body: '{}'}                         | spec.requests.create.body: stands on a GET",
        "create: {method: DELETE, path: /x}                                  | expected one of POST, PUT, PATCH, GET",
        "create: {method: POST, path: x}                                     | a path that begins with /",
        "create: {method: POST, path: '/x#y'}                                | is no path of a URL",
        "create: {method: POST, path: '/x y'}                                | is no path of a URL",
        "create: {method: POST, path: '/x/../{{certname}}'}                  | would lead to another place",
        "create: {method: POST, path: /x, contentType: text/xml, body: '<a/>'} | Kitward can make values harmless only in application/json",
        "create: {method: POST, path: /x, expect: [20]}                      | spec.requests.create.expect[0]: is the number 20, expected a status",
        "create: {method: POST, path: /x, expect: [ok]}                      | is text, expected a status",
        "create: {method: POST, path: /x, retry: 6}                          | expected 0 to 5",
        "create: {method: POST, path: /x, headers: {Host: y}}                | spec.requests.create.headers.Host: belongs to the connection",
        "create: {method: POST, path: /x, headers: {content-type: y}}        | is said by contentType",
        "create: {method: POST, path: /x, headers: {'a b': y}}               | is no name of a header",
        "create: {method: POST, path: /x, headers: {A: x, a: y}}             | stands there twice",
        "create: {method: POST, path: /x, headers: {A: \"x\\r\\nB: y\"}}     | expected text in printable ASCII",
        "create: {method: POST, path: /x, heders: {A: x}}                    | did you mean headers?",
        "create: {path: /x}                                                  | spec.requests.create.method: is missing",
        "delete: {method: DELETE, path: '/x/{{tags.a}}'}                     | there is no value named 'tags.a'",
        "observe: {method: GET, path: '/x/{{certname}}', items: '', id: /i, name: /n, mark: /m} | there is no value named 'certname'",
        "observe: {method: GET, path: /x, id: /i, name: /n, mark: /m}        | spec.requests.observe.items: is missing",
        "observe: {method: GET, path: /x, items: data, id: /i, name: /n, mark: /m} | spec.requests.observe.items: is 'data', expected a JSON pointer",
        "observe: {method: GET, path: /x, items: '', id: /a~2, name: /n, mark: /m} | ~1 stands for /",
        "observe: {method: PUT, path: /x, items: '', id: /i, name: /n, mark: /m} | expected one of GET, POST",
        "prove: {method: GET, path: /x, items: '', at: /t}                   | write one of name, mark and instance",
        "prove: {method: GET, path: /x, items: '', at: /t, name: /n, mark: /m} | write one of name, mark and instance",
        "prove: {method: GET, path: /x, items: '', at: /t, name: /n, good: /g} | goes together",
        "prove: {method: GET, path: /x, items: '', name: /n}                 | spec.requests.prove.at: is missing",
        "prove: {method: GET, path: /x, items: '', at: /t, name: /n, maxAge: 0s} | expected 1s to",
        "disable: {method: POST, path: /x}                                   | needs the pointer digest in observe",
        "wipe: {method: POST, path: /x}                                      | there is no such field",
      })
  void aMistakeInARequestIsRefusedAtItsPlace(String request, String words) {
    String requests =
        List.of(OBSERVE, CREATE, DELETE).stream()
            .filter(usual -> !usual.startsWith(request.substring(0, request.indexOf(':') + 1)))
            .collect(Collectors.joining(", "));
    assertThat(Texts.problems(document("", requests + ", " + request)))
        .anyMatch(problem -> problem.contains(words))
        .allMatch(problem -> problem.matches("(?s)test.yaml:\\d+:\\d+: .*"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "type: http                                                 | spec.requests: is missing; expected what Kitward asks this console",
        "{type: http, requests: {}}                                 | spec.requests.observe: is missing",
        "{type: http, requests: {}}                                 | spec.url: is missing",
        "{type: http, requests: {}}                                 | spec.registersAs: is missing",
        "{type: http, registersAs: zabbix}                          | which is a type of its own",
        "{type: http, registersAs: Inventory}                       | the kind under which services register there",
        "{type: http, exceptions: [console]}                        | spec.exceptions: is for receivers (webhook, email) only",
        "{type: prometheus, url: 'http://x', registersAs: a}        | spec.registersAs: is for consoles that a document describes (files, http) only",
        "{type: zabbix, url: 'http://x', requests: {}}              | spec.requests: is for the type http only, and this is zabbix",
      })
  void aConsoleThatSaysTooLittleOrTooMuchIsRefused(String spec, String words) {
    assertThat(Texts.problems(Texts.document("Backend", "x", spec)))
        .anyMatch(problem -> problem.contains(words));
  }

  @Test
  void aCredentialIsShownInOneWay() {
    assertThat(Texts.problems(backend("secret: secret:a@1")))
        .singleElement()
        .asString()
        .contains("spec.secret: is shown nowhere");
    assertThat(Texts.problems(backend("user: kitward")))
        .singleElement()
        .asString()
        .contains("spec.secret: is missing", "the password of the user");
    assertThat(
            Texts.problems(
                backend(
                    "{user: kitward, secret: 'secret:a@1'}"
                        .replaceAll("[{}]", "")
                        .replace(", ", "\n"))))
        .isEmpty();
    String shown =
        "create: {method: POST, path: /x, headers: {Authorization: 'Bearer {{credential}}'}}";
    assertThat(Texts.problems(document("", OBSERVE + ", " + DELETE + ", " + shown)))
        .singleElement()
        .asString()
        .contains("since a header shows {{credential}}");
    assertThat(
            Texts.problems(
                document(
                    "user: kitward\nsecret: secret:a@1", OBSERVE + ", " + DELETE + ", " + shown)))
        .singleElement()
        .asString()
        .contains("spec.user: is shown by basic authentication");
  }

  @Test
  void whoWantsRecordsDisabledSaysHow() {
    assertThat(Texts.problems(backend("leaving: disable")))
        .singleElement()
        .asString()
        .contains("spec.leaving: is disable, and there is no request disable");
  }

  @Test
  void theDocumentsOfTheGuideFitTogether() throws IOException {
    String guide = Files.readString(Path.of("../docs/guides/any-console.md"));
    String documents =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(guide)
            .results()
            .map(block -> "---\n" + block.group(1))
            .collect(Collectors.joining());
    DocumentSet set = DocumentSet.ofParsed(Texts.parsed(documents));
    assertThat(set.validate()).isEmpty();
    assertThat(set.backends()).hasSize(1);
    var node =
        new NodeView(
            "web1.lab",
            List.of(new SourcedTag(Tag.parse("alive"), "puppet")),
            Map.of("os.family", "Debian"));
    DesiredNode desired = Resolution.resolve(node, set, Texts.SITE, Texts.NOW);
    assertThat(desired.conflicts()).isEmpty();
    assertThat(desired.instances())
        .singleElement()
        .satisfies(instance -> assertThat(instance.registration()).containsKey("pushgateway"));
  }
}
