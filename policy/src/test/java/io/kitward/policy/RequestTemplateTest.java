package io.kitward.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of values in requests, above all of hostile ones. */
class RequestTemplateTest {

  private static RequestTemplate request(String path, String header, String body, String type) {
    return new RequestTemplate(
        "POST",
        path,
        new TreeMap<>(header.isEmpty() ? Map.of() : Map.of("X-A", header)),
        body,
        type,
        List.of(),
        0,
        List.of());
  }

  private static RequestValues tagged(String value) {
    var fields = new TreeMap<>(Map.of("port", value));
    return new RequestValues(
        "n-1",
        "web1.lab",
        "192.0.2.1",
        "d-1",
        "7",
        new TreeMap<>(Map.of("a", value)),
        new TreeMap<>(Map.of("RACK", value)),
        new TreeSet<>(Set.of("x", "y")),
        new TreeSet<>(Set.of(value)),
        List.of(
            new RequestValues.Service("nrpe", "i-1", fields),
            new RequestValues.Service("snmpd", "i-2", new TreeMap<>())));
  }

  private static String path(String template, String value) {
    return request(template, "", "", "application/json").render(tagged(value), () -> "").path();
  }

  private static JsonNode body(String template, String value) {
    return JsonMapper.shared()
        .readTree(
            request("/", "", template, "application/json").render(tagged(value), () -> "").body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b",
        "a?b=c",
        "a#b",
        "a&b",
        "a=b",
        "a%2Fb",
        "a b",
        "a\"b",
        "a\\b",
        "a;b",
        "ü",
        "{{node}}",
        "@x",
        "a:b"
      })
  void aValueInAPathIsNeverMoreThanAPartOfItsSegment(String hostile) {
    String path = path("/hosts/{{tags.a}}/end?q={{tags.a}}&r=1", hostile);
    assertThat(path).matches("/hosts/[A-Za-z0-9._~%-]+/end\\?q=[A-Za-z0-9._~%-]+&r=1");
    assertThat(java.net.URI.create("http://x" + path).getPath())
        .isEqualTo("/hosts/" + hostile + "/end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "../../admin", "x/../y", "..\\x", "a/.."})
  void aValueNeverLeadsToAnotherPlace(String hostile) {
    assertThatThrownBy(() -> path("/hosts/{{tags.a}}", hostile))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("would lead to another place");
  }

  @Test
  void anEmptyValueInAPathIsRefusedSinceItWouldMeanAll() {
    assertThatThrownBy(() -> path("/hosts/{{tags.b}}", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in the path, a value is empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\", \"admin\": true, \"x\": \"",
        "a\\",
        "\\\", \"b\": \"",
        "{{node}}",
        "</script>",
        "ü€😀",
        "${x}",
        "%>"
      })
  void aValueInJsonStaysOneText(String hostile) {
    JsonNode body = body("{\"a\": \"{{tags.a}}\", \"r\": \"{{variables.RACK}}\"}", hostile);
    assertThat(body.path("a").asString("")).isEqualTo(hostile);
    assertThat(body.path("r").asString("")).isEqualTo(hostile);
    assertThat(body.size()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\r\nX: y", "a\u0000", "\u2028", "\u0085", "a\tb", "\uD800"})
  void lineBreaksAndControlCharactersAreRefusedEverywhere(String hostile) {
    for (RequestTemplate request :
        List.of(
            request("/{{tags.a}}", "", "", "application/json"),
            request("/", "{{tags.a}}", "", "application/json"),
            request("/", "", "{\"a\": \"{{tags.a}}\"}", "application/json"),
            request("/", "", "\"{{tags.a}}\"", "text/plain"),
            request("/", "", "a={{tags.a}}", "application/x-www-form-urlencoded"))) {
      assertThatThrownBy(() -> request.render(tagged(hostile), () -> ""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("line breaks and control characters are refused");
    }
  }

  @Test
  void aValueBeyondAsciiDoesNotFitAHeader() {
    assertThatThrownBy(
            () -> request("/", "{{tags.a}}", "", "text/plain").render(tagged("ü"), () -> ""))
        .hasMessageContaining("in the header X-A, a value has a character beyond ASCII");
  }

  @Test
  void aValueInAFormStaysOneValue() {
    assertThat(
            request("/", "", "a={{tags.a}}&b=1", "application/x-www-form-urlencoded; charset=utf-8")
                .render(tagged("x&b=2+3 %41"), () -> "")
                .body())
        .isEqualTo("a=x%26b%3D2%2B3%20%2541&b=1");
  }

  @Test
  void theCredentialIsAskedOnlyForAHeaderThatShowsItAndIsNotSaidWhenItDoesNotFit() {
    RequestTemplate without = request("/", "x", "", "application/json");
    without.render(
        tagged("x"),
        () -> {
          throw new AssertionError("was asked");
        });
    RequestTemplate with = request("/", "Bearer {{credential}}", "", "application/json");
    assertThat(with.render(tagged("x"), () -> "s3").headers()).containsEntry("X-A", "Bearer s3");
    assertThatThrownBy(() -> with.render(tagged("x"), () -> "s3cr\nX-B: y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("s3cr");
    assertThat(path("/x?a={{tags.a}}", "{{credential}}")).doesNotContain("{");
  }

  @Test
  void sectionsGiveListsServicesAndWhatIsOnlyThereWhereItIsSet() {
    JsonNode body =
        body(
            """
            {"groups": [{{#groups}}"{{.}}"{{^-last}},{{/-last}}{{/groups}}],
             "services": [{{#services}}{"name": "{{service}}", "id": "{{instance}}", "of": "{{certname}}", "port": "{{fields.port}}"}{{^-last}},{{/-last}}{{/services}}]
             {{#tags.a}}, "a": "{{tags.a}}"{{/tags.a}}{{#tags.b}}, "b": "{{tags.b}}"{{/tags.b}}}
            """,
            "5666");
    assertThat(body.toString())
        .isEqualTo(
            "{\"groups\":[\"x\",\"y\"],\"services\":[{\"name\":\"nrpe\",\"id\":\"i-1\",\"of\":\"web1.lab\",\"port\":\"5666\"},"
                + "{\"name\":\"snmpd\",\"id\":\"i-2\",\"of\":\"web1.lab\",\"port\":\"\"}],\"a\":\"5666\"}");
  }
}
