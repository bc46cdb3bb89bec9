package io.kitward.server.api;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.kitward.server.api.Exchange.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What {@code openapi.yaml} promises, and whether an answer keeps it. */
final class Contract {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head");
  private static final Set<String> ANYWHERE =
      Set.of(
          "path-malformed",
          "body-too-large",
          "credential-needed",
          "credential-invalid",
          "identity-refused",
          "internal");

  private final JsonNode document;
  private final JsonSchemaFactory factory;

  private Contract(JsonNode document) {
    this.document = document;
    String json = JsonMapper.builder().build().writeValueAsString(document);
    this.factory =
        JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder ->
                builder.schemaLoaders(
                    each -> each.schemas(Map.of("https://kitward/openapi", json))));
  }

  /** One operation of the description. */
  record Operation(
      String method, String path, String id, Set<Door> doors, List<String> errors, JsonNode node) {
    @Override
    public String toString() {
      return id;
    }
  }

  static Contract load() {
    try (InputStream in =
        Objects.requireNonNull(Contract.class.getResourceAsStream("/openapi.yaml"))) {
      return new Contract(YAMLMapper.builder().build().readTree(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Operation> operations() {
    var operations = new ArrayList<Operation>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          if (METHODS.contains(method.getKey())) {
                            operations.add(
                                operation(method.getKey(), path.getKey(), method.getValue()));
                          }
                        }));
    return operations;
  }

  private static Operation operation(String method, String path, JsonNode node) {
    var doors = new HashSet<Door>();
    node.path("x-doors")
        .forEach(door -> doors.add(Door.valueOf(door.asString().toUpperCase(Locale.ROOT))));
    return new Operation(
        method.toUpperCase(Locale.ROOT),
        path,
        node.path("operationId").asString(),
        doors,
        node.path("x-errors").valueStream().map(JsonNode::asString).toList(),
        node);
  }

  /** The query parameters that an operation declares. */
  Set<String> query(Operation operation) {
    var names = new HashSet<String>();
    for (JsonNode parameter : operation.node().path("parameters")) {
      JsonNode resolved =
          parameter.has("$ref")
              ? document.at(parameter.path("$ref").asString().substring(1))
              : parameter;
      if (resolved.path("in").asString().equals("query")) {
        names.add(resolved.path("name").asString());
      }
    }
    return names;
  }

  /** All codes that the schema of problems knows. */
  List<String> codes() {
    return document
        .at("/components/schemas/Problem/properties/code/enum")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  /** In what an answer breaks the contract; nothing when it keeps it. */
  List<String> violations(Operation operation, Answer answer) {
    JsonNode response = operation.node().path("responses").path(Integer.toString(answer.status()));
    if (response.isMissingNode()) {
      return List.of("status " + answer.status() + " is not declared: " + answer.text());
    }
    String pointer = pointer(operation) + "/responses/" + answer.status();
    if (response.has("$ref")) {
      pointer = response.path("$ref").asString().substring(1);
      response = document.at(pointer);
    }
    String type = answer.header("content-type").split(";", 2)[0];
    if (!response.has("content")) {
      return answer.body().length == 0
          ? List.of()
          : List.of("no body is declared: " + answer.text());
    }
    if (!response.path("content").has(type)) {
      return List.of("content type " + type + " is not declared");
    }
    if (!type.endsWith("json")) {
      return List.of();
    }
    var violations = validate(pointer + "/content/" + escape(type) + "/schema", answer.text());
    if (type.equals(Problem.CONTENT_TYPE)) {
      violations.addAll(problem(operation, answer));
    }
    return violations;
  }

  private List<String> problem(Operation operation, Answer answer) {
    JsonNode problem = JsonMapper.builder().build().readTree(answer.body());
    var violations = new ArrayList<String>();
    String code = problem.path("code").asString("");
    if (!operation.errors().contains(code) && !ANYWHERE.contains(code)) {
      violations.add("the code " + code + " is not declared for this operation");
    }
    if (problem.path("status").asInt(0) != answer.status()) {
      violations.add("the problem says another status than " + answer.status());
    }
    if (problem.path("next").asString("").isBlank()
        || problem.path("detail").asString("").isBlank()) {
      violations.add("a problem without words");
    }
    return violations;
  }

  private List<String> validate(String pointer, String json) {
    JsonSchema schema =
        factory.getSchema(
            SchemaLocation.of("https://kitward/openapi#" + pointer),
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    var violations = new ArrayList<String>();
    schema
        .validate(json, com.networknt.schema.InputFormat.JSON)
        .forEach(message -> violations.add(message.getMessage()));
    return violations;
  }

  private static String pointer(Operation operation) {
    return "/paths/" + escape(operation.path()) + "/" + operation.method().toLowerCase(Locale.ROOT);
  }

  private static String escape(String segment) {
    return new String(
        segment
            .replace("~", "~0")
            .replace("/", "~1")
            .replace("{", "%7B")
            .replace("}", "%7D")
            .getBytes(StandardCharsets.UTF_8),
        StandardCharsets.UTF_8);
  }
}
