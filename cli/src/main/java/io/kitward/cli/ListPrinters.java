package io.kitward.cli;

import java.io.PrintWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** A list in each form that {@code -o} names. */
final class ListPrinters {

  private ListPrinters() {}

  /** The printer of a form; the table is that of people. */
  static ListPrinter of(OutputFormat form, Noun noun, PrintWriter out, ListPrinter table) {
    return switch (form) {
      case json -> new Json(noun, out);
      case jsonl -> new JsonLines(noun, out);
      case yaml -> new Yaml(noun, out);
      case name -> new Names(noun, out);
      case table, wide, tsv, csv, html -> table;
    };
  }

  /** One thing a line. */
  private record JsonLines(Noun noun, PrintWriter out) implements ListPrinter {
    @Override
    public void page(List<JsonNode> things) {
      things.forEach(
          thing ->
              out.println(
                  Unsafe.escaped(
                      Api.MAPPER.writeValueAsString(ServerCommand.typed(noun.kind(), thing)))));
    }
  }

  /** {@code noun/name}, one a line, as other commands take them. */
  private record Names(Noun noun, PrintWriter out) implements ListPrinter {
    @Override
    public void page(List<JsonNode> things) {
      things.forEach(thing -> out.println(Text.clean(noun.titled(noun.name().apply(thing)))));
    }
  }

  /** One JSON object with all of them, written while they come. */
  private static final class Json implements ListPrinter {
    private final Noun noun;
    private final PrintWriter out;
    private final JsonGenerator generator;
    private boolean begun;

    Json(Noun noun, PrintWriter out) {
      this.noun = noun;
      this.out = out;
      this.generator =
          Api.MAPPER
              .writerWithDefaultPrettyPrinter()
              .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
              .createGenerator(new EscapingWriter(out));
    }

    @Override
    public void page(List<JsonNode> things) {
      begin();
      things.forEach(generator::writePOJO);
      generator.flush();
    }

    @Override
    public void end() {
      begin();
      generator.writeEndArray();
      generator.writeEndObject();
      generator.flush();
      out.println();
    }

    private void begin() {
      if (!begun) {
        begun = true;
        generator.writeStartObject();
        generator.writeStringProperty("apiVersion", ServerCommand.API_VERSION);
        generator.writeStringProperty("kind", noun.kind() + "List");
        generator.writeArrayPropertyStart("items");
      }
    }
  }

  /** One YAML document with all of them, written while they come. */
  private static final class Yaml implements ListPrinter {
    private static final YAMLMapper ITEM =
        YAMLMapper.builder().disable(YAMLWriteFeature.WRITE_DOC_START_MARKER).build();

    private final Noun noun;
    private final PrintWriter out;
    private boolean empty = true;

    Yaml(Noun noun, PrintWriter out) {
      this.noun = noun;
      this.out = out;
    }

    @Override
    public void page(List<JsonNode> things) {
      for (JsonNode thing : things) {
        if (empty) {
          heading("items:");
        }
        String item = Unsafe.escaped(ITEM.writeValueAsString(thing)).stripTrailing();
        out.println("- " + item.replace("\n", "\n  "));
        empty = false;
      }
    }

    @Override
    public void end() {
      if (empty) {
        heading("items: []");
      }
    }

    private void heading(String items) {
      out.println("---");
      out.println("apiVersion: \"" + ServerCommand.API_VERSION + "\"");
      out.println("kind: \"" + noun.kind() + "List\"");
      out.println(items);
    }
  }
}
