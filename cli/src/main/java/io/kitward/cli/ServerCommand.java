package io.kitward.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A verb: what all of them need to talk to the server and to print. */
@Command(mixinStandardHelpOptions = true)
abstract class ServerCommand implements Callable<Integer> {
  static final String API_VERSION = "kitward/v1";

  @Spec @Nullable CommandSpec spec;

  final Kitward root() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    return (Kitward) spec.root().userObject();
  }

  final PrintWriter out() {
    return root().surroundings().out();
  }

  final PrintWriter err() {
    return root().surroundings().err();
  }

  final Instant now() {
    return root().surroundings().clock().instant();
  }

  final OutputFormat output() {
    return root().output;
  }

  /** Prints a table as wide as the terminal. */
  final void print(Table table, String indent) {
    table.print(out(), root().surroundings().width(), root().style(), indent);
  }

  /** Prints a value as JSON or YAML, whichever was asked for. */
  final void print(JsonNode value) {
    if (output() == OutputFormat.jsonl) {
      printLines(value);
    } else if (output() == OutputFormat.yaml) {
      out().print(Unsafe.escaped(YAMLMapper.builder().build().writeValueAsString(value)));
    } else {
      out()
          .println(
              Unsafe.escaped(
                  Api.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value)));
    }
  }

  /** A list one item a line, anything else on one line. */
  private void printLines(JsonNode value) {
    JsonNode items = value.path("items");
    Iterable<JsonNode> lines = items.isArray() ? items : List.of(value);
    lines.forEach(line -> out().println(Unsafe.escaped(Api.MAPPER.writeValueAsString(line))));
  }

  /** Whether JSON or YAML was asked for. */
  final boolean structured() {
    return output().isStructured();
  }

  /** A value with its version and kind in front. */
  static ObjectNode typed(String kind, JsonNode value) {
    ObjectNode typed =
        Api.MAPPER.createObjectNode().put("apiVersion", API_VERSION).put("kind", kind);
    value.properties().forEach(field -> typed.set(field.getKey(), field.getValue()));
    return typed;
  }
}
