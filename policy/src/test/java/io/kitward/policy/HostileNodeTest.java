package io.kitward.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every template of the catalog with hostile values in every place where a value may stand: it is
 * refused, or the tool reads exactly that one value (blanks around it aside) and not a word more.
 */
class HostileNodeTest {

  private static final List<String> HOSTILE =
      List.of(
          "\nevil = 1",
          "\r\nevil 1",
          "\u0085evil",
          "\u2028evil",
          "\u2029evil",
          "\u0000",
          "\u001b[2J",
          "\ud800",
          "\"",
          "\" evil=\"1",
          "\"; evil \"",
          "'",
          "' evil '",
          "\\",
          "\\\"",
          "\\n",
          "x\\",
          "$(touch /evil)",
          "`touch /evil`",
          "${HOME}",
          "$HOME",
          "%HOSTNAME%",
          "%(evil)s",
          "%",
          "{{evil}}",
          "{{#evil}}",
          "<%evil%>",
          "${secret:evil@1}",
          "#",
          "# evil",
          " # evil",
          ";",
          " ; evil",
          ",evil",
          " evil",
          "\tevil",
          "|/bin/evil",
          "@/etc/evil",
          "<Plugin exec>",
          "[evil]",
          "]",
          "}",
          "} evil {",
          "*/ evil /*",
          "// evil",
          "{{{",
          "-evil",
          "--web.config.file=/evil",
          " --web.config.file=/evil",
          "=evil",
          "!evil",
          "&evil",
          "~",
          "null",
          "yes",
          "0x10",
          "../../../etc/shadow",
          "\u202eevil",
          "\u200f",
          "ünï",
          "\ud83d\ude00",
          "x".repeat(70_000));

  /** Values that fit, where a plain word does not. */
  private static final Map<String, String> SAMPLES =
      Map.of(
          "munin-node.masters", "203.0.113.77/32",
          "snmpd.sources", "203.0.113.77",
          "snmpd.listen", "udp:203.0.113.77:161",
          "bacula-hosts.members.ip", "203.0.113.77",
          "prometheus-alerts.failing", "77m",
          "prometheus-alerts.nothing", "88m",
          "prometheus-alerts.interval", "99s",
          "fail2ban.bantime", "77m",
          "fail2ban.findtime", "88m",
          "auditd.rules", "-w /marker -p wa");

  /** One place of one file in which a text stands. */
  record Place(
      ServiceDocument service,
      ServiceParts.FileItem file,
      String name,
      boolean list,
      String sample) {
    @Override
    public String toString() {
      return service.name() + " " + file.path() + " " + name;
    }

    private Optional<String> refusedAtOnce(String text) {
      ServiceDocument.Parameter parameter = service.parameters().get(name);
      return parameter == null
          ? Optional.empty()
          : parameter
              .constraints()
              .fault(
                  list
                      ? new ParameterValue.TextList(List.of(text))
                      : new ParameterValue.Text(text));
    }

    private String rendered(String text) {
      Map<String, Object> values = new HashMap<>();
      service
          .parameters()
          .forEach((key, parameter) -> values.put(key, usual(service, key, parameter)));
      values.put("certname", "db1.example");
      values.put("backend", "mon");
      values.put("kitward.url", "https://kitward.example");
      values.put("kitward.caPem", new Templates.Pem("PEM"));
      values.put("members", membersWith(name.startsWith(OF_A_MEMBER) ? text : "usual"));
      if (!name.startsWith(OF_A_MEMBER)) {
        values.put(name, list ? List.of(text) : text);
      }
      String rendered = new Templates(values).render(file.template(), file.format()).text();
      return rendered.replace("${secret:usual@1}", "secret");
    }

    /** One member with the text in this place; a member that is left out is a refusal. */
    private List<Map<String, Object>> membersWith(String text) {
      String place = name.startsWith(OF_A_MEMBER) ? name.substring(OF_A_MEMBER.length()) : "";
      boolean ip = place.equals("ip");
      var fields = new TreeMap<String, String>();
      if (file.template().contains("{{fields.password}}")) {
        fields.put("password", "usual");
      }
      if (place.startsWith("fields.")) {
        fields.put(place.substring("fields.".length()), text);
      }
      List<Map<String, Object>> members =
          Members.in(
              file.format(),
              file.readByAll(),
              List.of(
                  new Member(
                      place.equals("certname") ? text : "db1.example",
                      ip || place.equals("address") ? text : "10.0.0.1",
                      List.of(new Member.Service("usual", fields)))));
      if (members.isEmpty() || (ip && "".equals(members.getFirst().get("ip")))) {
        throw new RenderException("the member is left out");
      }
      return members;
    }
  }

  private static final String OF_A_MEMBER = "members.";
  private static final Pattern FIELD = Pattern.compile("\\{\\{(fields\\.[a-z]+)}}");

  private static Object usual(
      ServiceDocument service, String name, ServiceDocument.Parameter parameter) {
    String sample = SAMPLES.getOrDefault(service.name() + "." + name, "usual");
    return switch (parameter.type()) {
      case STRING -> sample;
      case LIST -> List.of(sample);
      case INTEGER, NUMBER -> 7L;
      case BOOLEAN -> true;
      case SECRET -> ParameterValue.Secret.parse("secret:usual@1").orElseThrow();
    };
  }

  private static List<ServiceDocument> catalog() {
    Documents.Parsed parsed = Documents.load(Path.of("../catalog"));
    assertThat(parsed.problems()).isEmpty();
    List<ServiceDocument> services = new ArrayList<>();
    parsed
        .documents()
        .forEach(
            each -> {
              if (each.document() instanceof ServiceDocument service) {
                services.add(service);
              }
            });
    return services;
  }

  static Stream<Place> places() {
    List<Place> places = new ArrayList<>();
    for (ServiceDocument service : catalog()) {
      Map<String, Place> found = new TreeMap<>();
      for (ServiceParts parts : service.everyParts()) {
        for (ServiceParts.FileItem file : parts.files()) {
          for (String name : names(service, file.template())) {
            ServiceDocument.Parameter parameter = service.parameters().get(name);
            boolean list = parameter != null && parameter.type() == ParameterType.LIST;
            String sample = SAMPLES.getOrDefault(service.name() + "." + name, "marker");
            Place place = new Place(service, file, name, list, sample);
            found.put(file.path() + "\n" + file.template() + "\n" + name, place);
          }
        }
      }
      places.addAll(found.values());
    }
    return places.stream();
  }

  /** The texts that stand in a template. */
  private static List<String> names(ServiceDocument service, String template) {
    List<String> names = new ArrayList<>();
    boolean ofMembers = template.contains("{{#members}}");
    if (template.contains("{{certname}}")) {
      names.add(ofMembers ? OF_A_MEMBER + "certname" : "certname");
    }
    if (ofMembers) {
      names.add(OF_A_MEMBER + (template.contains("{{address}}") ? "address" : "ip"));
      FIELD.matcher(template).results().forEach(field -> names.add(OF_A_MEMBER + field.group(1)));
    }
    service
        .parameters()
        .forEach(
            (name, parameter) -> {
              boolean text =
                  parameter.type() == ParameterType.STRING
                      || parameter.type() == ParameterType.LIST;
              if (text && template.matches("(?s).*\\{\\{#?" + name + "}}.*")) {
                names.add(name);
              }
            });
    return names;
  }

  @Test
  void everyServiceOfTheCatalogIsTried() {
    assertThat(catalog()).hasSizeGreaterThanOrEqualTo(20);
    assertThat(places()).hasSizeGreaterThan(30);
  }

  @ParameterizedTest
  @MethodSource("places")
  void aHostileValueIsRefusedOrReadAsThatOneValue(Place place) {
    assertThat(place.refusedAtOnce(place.sample())).as("the sample fits").isEmpty();
    List<String> usual = ToolGrammar.read(place.file(), place.rendered(place.sample()));
    assertThat(usual.stream().filter(word -> word.contains(place.sample()))).isNotEmpty();
    for (String hostile : HOSTILE) {
      for (String text : List.of(hostile, place.sample() + hostile, hostile + place.sample())) {
        if (place.refusedAtOnce(text).isPresent()) {
          continue;
        }
        String rendered;
        try {
          rendered = place.rendered(text);
        } catch (RenderException refused) {
          assertThat(refused).hasMessageNotContaining("\n");
          continue;
        }
        assertThat(ToolGrammar.read(place.file(), rendered).stream().map(String::strip))
            .as("“%s” in %s", text.length() > 100 ? text.length() + " characters" : text, place)
            .isEqualTo(
                usual.stream().map(word -> word.replace(place.sample(), text).strip()).toList());
      }
    }
  }
}
