package io.kitward.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A field of a document as its JSON Schema describes it: a schema and all its alternatives.
 *
 * @param root the whole schema, which references point into
 * @param schemas the field's own schema first, then what it may be instead
 */
record SchemaField(JsonNode root, List<JsonNode> schemas, boolean required) {

  /** A whole document. */
  static SchemaField of(JsonNode root) {
    return new SchemaField(root, alternatives(root, root, 0), true);
  }

  /** The field of this name below it, also one of the entries of a list or a map. */
  Optional<SchemaField> field(String name) {
    return Optional.ofNullable(fields().get(name)).or(this::anyName);
  }

  /** The fields below it, by name. */
  Map<String, SchemaField> fields() {
    var fields = new LinkedHashMap<String, SchemaField>();
    for (JsonNode schema : schemas) {
      Set<String> needed =
          schema.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
      schema
          .path("properties")
          .properties()
          .forEach(
              property -> {
                var field =
                    new SchemaField(
                        root,
                        alternatives(root, property.getValue(), 0),
                        needed.contains(property.getKey()));
                fields.merge(property.getKey(), field, SchemaField::with);
              });
    }
    return fields;
  }

  private SchemaField with(SchemaField other) {
    return new SchemaField(
        root,
        Stream.concat(schemas.stream(), other.schemas.stream()).distinct().toList(),
        required && other.required);
  }

  /** What stands under any name, where it is a map. */
  private Optional<SchemaField> anyName() {
    return schemas.stream()
        .flatMap(
            schema ->
                Stream.concat(
                    Stream.of(schema.path("additionalProperties")),
                    schema.path("patternProperties").valueStream()))
        .filter(JsonNode::isObject)
        .findFirst()
        .map(schema -> new SchemaField(root, alternatives(root, schema, 0), false));
  }

  /** Whether its entries have names that people choose. */
  boolean isMap() {
    return anyName().isPresent();
  }

  /** The schema, what it refers to, its alternatives, and what its lists hold. */
  private static List<JsonNode> alternatives(JsonNode root, JsonNode schema, int depth) {
    // A schema that refers to itself ends here.
    if (depth > 8) {
      return List.of();
    }
    var all = new ArrayList<JsonNode>();
    all.add(schema);
    var further = new ArrayList<JsonNode>();
    String reference = schema.path("$ref").asString("");
    if (reference.startsWith("#")) {
      further.add(root.at(reference.substring(1)));
    }
    for (String word : List.of("oneOf", "anyOf", "allOf")) {
      schema.path(word).forEach(further::add);
    }
    for (String word : List.of("then", "else", "items")) {
      further.add(schema.path(word));
    }
    further.stream()
        .filter(JsonNode::isObject)
        .forEach(each -> all.addAll(alternatives(root, each, depth + 1)));
    return all;
  }

  /** The first words that describe it; empty when there are none. */
  String description() {
    return said("description").findFirst().map(JsonNode::asString).orElse("");
  }

  /** What it is: {@code string}, {@code list of object}, one of several words. */
  String type() {
    String list = schemas.stream().anyMatch(schema -> schema.has("items")) ? "list of " : "";
    var types = new LinkedHashSet<String>();
    for (JsonNode schema : schemas) {
      JsonNode type = schema.path("type");
      (type.isArray() ? type.valueStream() : Stream.of(type))
          .map(word -> word.asString(""))
          .filter(word -> !word.isEmpty() && !word.equals("array"))
          .forEach(types::add);
      if (schema.has("enum") || schema.has("const")) {
        types.add("word");
      }
    }
    return list + (types.isEmpty() ? "anything" : String.join(" or ", types));
  }

  /** The words that it may be, where only some are. */
  List<String> words() {
    return Stream.concat(
            said("enum").flatMap(JsonNode::valueStream), said("const").map(word -> word))
        .map(JsonNode::asString)
        .distinct()
        .toList();
  }

  /** Further rules, one a line: forms, bounds, what it is unless it is set. */
  List<String> rules() {
    var rules = new LinkedHashSet<String>();
    said("default").forEach(value -> rules.add("unless set: " + value.asString(value.toString())));
    said("pattern").forEach(value -> rules.add("form: " + value.asString()));
    said("minimum").forEach(value -> rules.add("at least " + value.asString()));
    said("maximum").forEach(value -> rules.add("at most " + value.asString()));
    said("minItems").forEach(value -> rules.add("at least " + value.asString() + " of them"));
    said("maxItems").forEach(value -> rules.add("at most " + value.asString() + " of them"));
    return List.copyOf(rules);
  }

  private Stream<JsonNode> said(String word) {
    return schemas.stream()
        .map(schema -> schema.path(word))
        .filter(value -> !value.isMissingNode());
  }
}
