package io.kitward.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.kitward.selector.Selector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Holds the reference pages and the schemas true to the code. */
class ReferenceTest {
  private static final Path REFERENCE = Path.of("../docs/reference");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void theExamplesOfTheReferenceParseFitTogetherAndResolve() throws IOException {
    List<ParsedDocument> documents = new ArrayList<>();
    for (String example : blocks("documents.md", "yaml")) {
      documents.addAll(Texts.parsed(example));
    }
    assertThat(documents.stream().map(parsed -> parsed.document().kind())).contains(Kind.values());
    documents.addAll(
        Documents.load(Path.of("../catalog")).documents().stream()
            .filter(
                parsed ->
                    documents.stream()
                        .noneMatch(d -> d.document().name().equals(parsed.document().name())))
            .toList());
    DocumentSet set = DocumentSet.ofParsed(documents);
    assertThat(set.validate()).isEmpty();
    DesiredNode desired =
        Resolution.resolve(
            Texts.node("db1.lab", "database", "environment=production"),
            set,
            Texts.SITE,
            Texts.NOW);
    assertThat(desired.conflicts()).isEmpty();
    assertThat(desired.instances()).isNotEmpty();
  }

  @Test
  void everySelectorOfTheReferenceIsReadAsThePageSays() throws IOException {
    List<String> lines =
        blocks("selectors.md", "selectors").stream().flatMap(String::lines).toList();
    assertThat(lines).hasSizeGreaterThan(10);
    lines.forEach(line -> assertThat(Selector.parse(line)).as(line).isNotNull());
  }

  @Test
  void examplesAndCatalogSatisfyTheSchemas() throws IOException, JacksonException {
    List<String> texts = new ArrayList<>(blocks("documents.md", "yaml"));
    texts.addAll(blocks("../guides/any-console.md", "yaml"));
    try (var paths = Files.walk(Path.of("../catalog"))) {
      for (Path path : paths.filter(path -> path.toString().endsWith(".yaml")).toList()) {
        texts.add(Files.readString(path));
      }
    }
    for (String text : texts) {
      for (ParsedDocument parsed : Texts.parsed(text)) {
        assertThat(faults(parsed.document().kind(), parsed.document().canonicalJson()))
            .as(parsed.document().name())
            .isEmpty();
      }
      if (!text.contains("\n---\n")) {
        String json = new YAMLMapper().readTree(text).toString();
        assertThat(faults(Texts.parsed(text).getFirst().document().kind(), json))
            .as(text)
            .isEmpty();
      }
    }
  }

  @Test
  void aSchemaRefusesWhatTheReaderRefuses() throws IOException {
    String valid =
        "{\"apiVersion\":\"kitward/v1\",\"kind\":\"Bundle\",\"metadata\":{\"name\":\"b\"},\"spec\":{\"services\":[\"a\"]}}";
    assertThat(faults(Kind.BUNDLE, valid)).isEmpty();
    for (String broken :
        List.of(
            valid.replace("services", "servces"),
            valid.replace("[\"a\"]", "[]"),
            valid.replace("\"b\"", "\"B\""),
            valid.replace("/v1", "/v2"))) {
      assertThat(faults(Kind.BUNDLE, broken)).as(broken).isNotEmpty();
      assertThat(Documents.parseJson("x", broken).problems()).as(broken).isNotEmpty();
    }
  }

  @Test
  void aSchemaRefusesWhatABackendOfAnotherTypeHas() throws IOException {
    String valid =
        "{\"apiVersion\":\"kitward/v1\",\"kind\":\"Backend\",\"metadata\":{\"name\":\"b\"},\"spec\":{\"type\":\"webhook\",\"url\":\"http://x\",\"secret\":\"secret:a@1\",\"exceptions\":[\"gave-up\"]}}";
    assertThat(faults(Kind.BACKEND, valid)).isEmpty();
    assertThat(Documents.parseJson("x", valid).problems()).isEmpty();
    for (String broken :
        List.of(
            valid.replace("webhook", "prometheus"),
            valid.replace("\"url\":\"http://x\",", ""),
            valid.replace("gave-up", "gave_up"),
            valid.replace("secret:a@1", "a"),
            valid.replace(
                "\"type\"",
                "\"configure\":{\"node\":\"m\",\"services\":[{\"name\":\"a\"}]},\"type\""))) {
      assertThat(faults(Kind.BACKEND, broken)).as(broken).isNotEmpty();
      assertThat(Documents.parseJson("x", broken).problems()).as(broken).isNotEmpty();
    }
  }

  @Test
  void aSchemaRefusesWhatAnEmailMustNotHave() throws IOException {
    String valid =
        "{\"apiVersion\":\"kitward/v1\",\"kind\":\"Backend\",\"metadata\":{\"name\":\"b\"},\"spec\":{\"type\":\"email\",\"url\":\"smtps://x\",\"from\":\"a@b\",\"to\":[\"c@d\"],\"user\":\"u\",\"secret\":\"secret:a@1\"}}";
    assertThat(faults(Kind.BACKEND, valid)).isEmpty();
    assertThat(Documents.parseJson("x", valid).problems()).isEmpty();
    for (String broken :
        List.of(
            valid.replace("smtps", "https"),
            valid.replace("email", "webhook"),
            valid.replace("\"user\":\"u\",", ""),
            valid.replace("[\"c@d\"]", "[]"),
            valid.replace("c@d", "c"),
            valid.replace("\"from\":\"a@b\",", ""),
            valid.replace("\"user\"", "\"drift\":\"mend\",\"user\""))) {
      assertThat(faults(Kind.BACKEND, broken)).as(broken).isNotEmpty();
      assertThat(Documents.parseJson("x", broken).problems()).as(broken).isNotEmpty();
    }
  }

  @Test
  void theFieldsOfTheSchemasAreThoseOfTheRecords() throws IOException {
    JsonNode service = spec(Kind.SERVICE);
    assertFields(service, List.of(ServiceDocument.class, ServiceParts.class));
    assertFields(service.at("/properties/repositories/items"), ServiceParts.RepositoryItem.class);
    assertFields(service.at("/properties/accounts/items"), ServiceParts.AccountItem.class);
    assertFields(
        service.at("/properties/units/items/properties/limits"), ServiceParts.Limits.class);
    assertFields(service.at("/properties/conflicts"), ServiceParts.Conflicts.class);
    assertFields(
        service.at("/properties/variants/items"), List.of(Variant.class, ServiceParts.class));
    assertFields(service.at("/properties/packages/items"), ServiceParts.PackageItem.class);
    assertFields(service.at("/properties/files/items"), ServiceParts.FileItem.class);
    assertFields(
        service.at("/properties/files/items/properties/insert"), ServiceParts.Insert.class);
    assertFields(service.at("/properties/units/items"), ServiceParts.UnitItem.class);
    assertFields(service.at("/properties/offboarding"), Offboarding.class);
    assertFields(
        service.at("/properties/parameters/additionalProperties"),
        List.of(ServiceDocument.Parameter.class, Constraints.class));
    assertFields(spec(Kind.BUNDLE), BundleDocument.class);
    assertFields(spec(Kind.POLICY), PolicyDocument.class);
    assertFields(
        spec(Kind.BACKEND),
        List.of(BackendDocument.class, BackendDocument.Login.class, BackendDocument.Mail.class));
    JsonNode requests = spec(Kind.BACKEND).at("/properties/requests");
    assertFields(requests, HttpConsole.class);
    assertFields(
        requests.at("/properties/observe"),
        List.of(RequestTemplate.class, HttpConsole.Listing.class));
    assertFields(
        requests.at("/properties/prove"),
        List.of(RequestTemplate.class, HttpConsole.Evidence.class));
    for (String request : List.of("create", "update", "delete", "disable")) {
      assertFields(requests.at("/properties/" + request), RequestTemplate.class);
    }
    assertFields(spec(Kind.BACKEND).at("/properties/hosts/items"), BackendDocument.HostRule.class);
    assertFields(spec(Kind.TAG_KEY), TagKeyDocument.class);
    assertFields(spec(Kind.TAG_RULE), TagRuleDocument.class);
    assertFields(spec(Kind.GROUP), GroupDocument.class);
    assertFields(spec(Kind.ASSIGNMENT), AssignmentDocument.class);
    assertFields(spec(Kind.EXEMPTION), ExemptionDocument.class);
    assertFields(spec(Kind.SITE), SiteDocument.class);
    assertFields(spec(Kind.SITE).at("/properties/mirrors/items"), SiteDocument.Mirror.class);
    assertFields(spec(Kind.REPOSITORY), RepositoryDocument.class);
    assertChoices(
        spec(Kind.REPOSITORY).at("/properties/approval"), RepositoryDocument.Approval.values());
    assertFields(spec(Kind.BACKEND).at("/properties/configure"), BackendDocument.Configure.class);
    assertFields(
        spec(Kind.BACKEND).at("/properties/configure/properties/services/items"),
        BackendDocument.ServiceItem.class);
    assertChoices(service.at("/properties/files/items/properties/format"), Format.values());
    assertChoices(
        service.at("/properties/parameters/additionalProperties/properties/type"),
        ParameterType.values());
    assertChoices(
        service.at("/properties/offboarding/properties/contract"), Offboarding.Contract.values());
    assertChoices(
        service.at("/properties/repositories/items/properties/type"),
        ServiceParts.RepositoryType.values());
    assertChoices(
        service.at("/properties/packages/items/properties/upgrade"), ServiceParts.Upgrade.values());
    assertChoices(
        spec(Kind.TAG_KEY).at("/properties/cardinality"), TagKeyDocument.Cardinality.values());
    assertChoices(spec(Kind.POLICY).at("/properties/effect"), PolicyDocument.Effect.values());
    assertChoices(spec(Kind.BACKEND).at("/properties/type"), BackendDocument.Type.values());
    assertChoices(spec(Kind.BACKEND).at("/properties/drift"), BackendDocument.Drift.values());
    assertChoices(spec(Kind.BACKEND).at("/properties/leaving"), BackendDocument.Leaving.values());
    List<String> told = new ArrayList<>();
    spec(Kind.BACKEND)
        .at("/properties/exceptions/items/enum")
        .forEach(word -> told.add(word.asText()));
    assertThat(told)
        .isEqualTo(
            Arrays.stream(BackendDocument.ExceptionKind.values())
                .map(BackendDocument.ExceptionKind::word)
                .toList());
  }

  @Test
  void theReferenceNamesEveryField() throws IOException {
    String page = Files.readString(REFERENCE.resolve("documents.md"));
    for (Kind kind : Kind.values()) {
      for (String field : names(spec(kind).get("properties"))) {
        assertThat(page).contains("`" + field + "`");
      }
    }
    Set<String> requests = names(spec(Kind.BACKEND).at("/properties/requests/properties"));
    for (String request : List.copyOf(requests)) {
      requests.addAll(
          names(
              spec(Kind.BACKEND).at("/properties/requests/properties/" + request + "/properties")));
    }
    for (String field : requests) {
      assertThat(page).contains("`" + field + "`");
    }
    for (Class<?> sealed : Check.class.getPermittedSubclasses()) {
      for (var component : sealed.getRecordComponents()) {
        assertThat(page).contains("`" + component.getName() + "`");
      }
    }
    for (ServiceParts.Moment moment : ServiceParts.Moment.values()) {
      assertThat(page).contains("`" + DocumentForm.hyphened(moment) + "`");
    }
    Set<String> inner = names(spec(Kind.SERVICE).at("/properties/files/items/properties"));
    inner.addAll(
        names(spec(Kind.SERVICE).at("/properties/parameters/additionalProperties/properties")));
    for (String part : List.of("repositories", "accounts", "packages", "units", "variants")) {
      inner.addAll(names(spec(Kind.SERVICE).at("/properties/" + part + "/items/properties")));
    }
    for (String field : inner) {
      assertThat(page).contains("`" + field + "`");
    }
  }

  private static void assertFields(JsonNode schema, Class<? extends Record> type) {
    assertFields(schema, List.of(type));
  }

  private static void assertFields(JsonNode schema, List<Class<? extends Record>> types) {
    Map<String, String> words =
        Map.of(
            "defaultValue",
            "default",
            "allowed",
            "enum",
            "constraints",
            "",
            "metadata",
            "",
            "parts",
            "",
            "replaces",
            "",
            "login",
            "",
            "mail",
            "",
            "request",
            "");
    Set<String> components = new TreeSet<>();
    for (Class<? extends Record> type : types) {
      Arrays.stream(type.getRecordComponents())
          .map(component -> words.getOrDefault(component.getName(), component.getName()))
          .filter(name -> !name.isEmpty())
          .forEach(components::add);
    }
    assertThat(names(schema.get("properties"))).as(types.toString()).isEqualTo(components);
  }

  private static void assertChoices(JsonNode schema, Enum<?>[] choices) {
    List<String> words = new ArrayList<>();
    schema.get("enum").forEach(word -> words.add(word.asText()));
    assertThat(words)
        .isEqualTo(
            Arrays.stream(choices).map(choice -> choice.name().toLowerCase(Locale.ROOT)).toList());
  }

  private static JsonNode spec(Kind kind) throws IOException {
    return JSON.readTree(Schemas.text(kind)).at("/properties/spec");
  }

  private static Set<String> names(JsonNode properties) {
    Set<String> names = new TreeSet<>();
    properties.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> faults(Kind kind, String json) throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(Schemas.text(kind))
        .validate(JSON.readTree(json))
        .stream()
        .map(Object::toString)
        .toList();
  }

  private static List<String> blocks(String page, String language) throws IOException {
    Matcher matcher =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(REFERENCE.resolve(page)));
    return matcher.results().map(result -> result.group(1)).toList();
  }
}
