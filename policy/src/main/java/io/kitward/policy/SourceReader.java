package io.kitward.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads the text of documents to located nodes; a duplicate key, an alias or deep nesting is a
 * problem.
 */
final class SourceReader {
  private static final int NESTING_LIMIT = 40;

  /** No name that a document can hold is longer. */
  private static final int NAME_LIMIT = 512;

  /** What could be read, and what was wrong. */
  record Source(List<SourceNode> documents, List<Problem> problems) {}

  private final String file;
  private final List<String> lines;
  private final List<SourceNode> documents = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private Position last = new Position(1, 1);

  private SourceReader(String file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** Every document of a YAML stream; empty ones count for nothing. */
  static Source yaml(String file, String text) {
    SourceReader reader = new SourceReader(file, text.lines().toList());
    reader.read(() -> new YAMLFactory().createParser(ObjectReadContext.empty(), text));
    return new Source(reader.documents, reader.problems);
  }

  static Source json(String file, String text) {
    SourceReader reader = new SourceReader(file, List.of());
    reader.read(() -> new JsonFactory().createParser(ObjectReadContext.empty(), text));
    return new Source(reader.documents, reader.problems);
  }

  private interface Opening {
    JsonParser open();
  }

  private void read(Opening opening) {
    try (JsonParser parser = opening.open()) {
      while (true) {
        JsonToken token = parser.nextToken();
        if (token == null) {
          if (parser.isClosed()) {
            return;
          }
          continue;
        }
        SourceNode document = value(parser, token, "", 0);
        if (document != null && !(document instanceof SourceNode.Nothing)) {
          documents.add(document);
        }
      }
    } catch (JacksonException unreadable) {
      UnreadableText fault = UnreadableText.of(unreadable, lines);
      Position known = fault.position().line() > 0 ? fault.position() : last;
      problem(Problem.SYNTAX, known, "", fault.message());
    }
  }

  private @Nullable SourceNode value(JsonParser parser, JsonToken token, String path, int depth) {
    Position position = position(parser.currentTokenLocation());
    last = position;
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      problem(Problem.SYNTAX, position, path, "aliases are not allowed; write the value out");
      return new SourceNode.Nothing(position);
    }
    if (depth > NESTING_LIMIT) {
      problem(Problem.SYNTAX, position, path, "nested deeper than " + NESTING_LIMIT);
      parser.skipChildren();
      return new SourceNode.Nothing(position);
    }
    return switch (token) {
      case START_OBJECT -> mapping(parser, position, path, depth);
      case START_ARRAY -> sequence(parser, position, path, depth);
      case VALUE_STRING -> text(position, path, parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser, token, position, path);
      case VALUE_TRUE -> new SourceNode.Flag(position, true);
      case VALUE_FALSE -> new SourceNode.Flag(position, false);
      case VALUE_NULL -> new SourceNode.Nothing(position);
      case VALUE_EMBEDDED_OBJECT, END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE -> {
        problem(Problem.SYNTAX, position, path, "this kind of value is not allowed here");
        yield new SourceNode.Nothing(position);
      }
    };
  }

  private SourceNode text(Position position, String path, String text) {
    if (!storable(text)) {
      problem(
          Problem.SYNTAX,
          position,
          path,
          "holds a character that is none (U+0000, or half of a pair); take it out");
      return new SourceNode.Nothing(position);
    }
    return new SourceNode.Text(position, text, indent(position, text));
  }

  /** Whether a text can be kept: it has no U+0000 and no half of a surrogate pair. */
  private static boolean storable(String text) {
    return text.codePoints().allMatch(c -> c != 0 && Character.getType(c) != Character.SURROGATE);
  }

  /** The columns before a literal block's lines; -1 when the text is written another way. */
  private int indent(Position position, String text) {
    if (position.line() < 1
        || position.line() > lines.size()
        || !lines.get(position.line() - 1).startsWith("|", position.column() - 1)) {
      return -1;
    }
    List<String> own = text.lines().toList();
    for (int i = 0; i < own.size() && position.line() + i < lines.size(); i++) {
      if (!own.get(i).isBlank()) {
        return leading(lines.get(position.line() + i)) - leading(own.get(i));
      }
    }
    return -1;
  }

  private static int leading(String line) {
    return line.length() - line.stripLeading().length();
  }

  private SourceNode number(JsonParser parser, JsonToken token, Position position, String path) {
    try {
      if (token == JsonToken.VALUE_NUMBER_INT) {
        return new SourceNode.Whole(position, parser.getBigIntegerValue());
      }
      return parser.isNaN()
          ? new SourceNode.Text(position, parser.getString(), -1)
          : new SourceNode.Decimal(position, parser.getDecimalValue());
    } catch (JacksonException refused) {
      problem(
          Problem.SYNTAX, position, path, "is no number that can be read; quote it if it is text");
      return new SourceNode.Nothing(position);
    }
  }

  private SourceNode mapping(JsonParser parser, Position position, String path, int depth) {
    LinkedHashMap<String, SourceNode.Field> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      Position at = position(parser.currentTokenLocation());
      if (name.length() > NAME_LIMIT || !storable(name)) {
        problem(
            Problem.SYNTAX,
            at,
            path,
            "a field's name has at most " + NAME_LIMIT + " characters, and none of them is U+0000");
        parser.nextToken();
        parser.skipChildren();
        continue;
      }
      String fieldPath = path.isEmpty() ? name : path + "." + name;
      SourceNode value = value(parser, parser.nextToken(), fieldPath, depth + 1);
      SourceNode.Field earlier = fields.get(name);
      if (earlier != null) {
        String message =
            "stands here twice, first on line " + earlier.position().line() + "; keep one";
        problem(Problem.DUPLICATE_KEY, at, fieldPath, message);
      } else if (value != null) {
        fields.put(name, new SourceNode.Field(at, value));
      }
    }
    return new SourceNode.Mapping(position, fields);
  }

  private SourceNode sequence(JsonParser parser, Position position, String path, int depth) {
    List<SourceNode> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      SourceNode item = value(parser, token, path + "[" + items.size() + "]", depth + 1);
      if (item != null) {
        items.add(item);
      }
    }
    return new SourceNode.Sequence(position, items);
  }

  static Position position(TokenStreamLocation location) {
    return new Position(Math.max(0, location.getLineNr()), Math.max(0, location.getColumnNr()));
  }

  private void problem(String code, Position position, String path, String message) {
    if (problems.size() > Problems.LIMIT) {
      return;
    }
    problems.add(new Problem(code, file, position.line(), position.column(), path, message));
  }
}
