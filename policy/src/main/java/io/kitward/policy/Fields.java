package io.kitward.policy;

import io.kitward.selector.DidYouMean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one mapping while they are read. What is wrong is noted as a problem and a harmless
 * stand-in returned, so that all problems of a document come out at once; a document with problems
 * is never used.
 */
final class Fields {
  static final Pattern ANY = Pattern.compile("(?s).*");

  private final SourceNode.Mapping mapping;
  private final String path;
  private final Problems problems;
  private final Set<String> known = new TreeSet<>();

  Fields(SourceNode.Mapping mapping, String path, Problems problems) {
    this.mapping = mapping;
    this.path = path;
    this.problems = problems;
  }

  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  Problems problems() {
    return problems;
  }

  Position position(String name) {
    SourceNode.Field field = mapping.fields().get(name);
    return field == null ? mapping.position() : field.value().position();
  }

  void problem(String code, String name, String message) {
    problems.add(code, position(name), path(name), message);
  }

  /** Every field's name as written, for mappings whose keys are names of their own. */
  List<String> names() {
    known.addAll(mapping.fields().keySet());
    mapping.fields().forEach((name, field) -> problems.seen(path(name), field.position()));
    return List.copyOf(mapping.fields().keySet());
  }

  /** Ends the reading: whatever was never asked for is unknown. */
  void refuseUnknown() {
    mapping
        .fields()
        .forEach(
            (name, field) -> {
              if (!known.contains(name) && !problems.full()) {
                Optional<String> meant = DidYouMean.closest(name, known);
                String hint =
                    meant
                        .map(close -> "did you mean " + close + "?")
                        .orElse("known are " + String.join(", ", known));
                // The field is there, if misspelled: that it is missing would only mislead.
                meant
                    .filter(close -> !mapping.fields().containsKey(close))
                    .ifPresent(close -> problems.drop(Problem.MISSING, path(close)));
                problems.add(
                    Problem.UNKNOWN_FIELD,
                    field.position(),
                    path(name),
                    "there is no such field; " + hint);
              }
            });
  }

  /** The value of a field, or null when it is not there or says nothing. */
  @Nullable SourceNode find(String name) {
    known.add(name);
    SourceNode.Field field = mapping.fields().get(name);
    if (field == null || field.value() instanceof SourceNode.Nothing) {
      return null;
    }
    problems.seen(path(name), field.value().position());
    return field.value();
  }

  @Nullable SourceNode require(String name, String expected) {
    SourceNode value = find(name);
    if (value == null) {
      problem(Problem.MISSING, name, "is missing; expected " + expected);
    }
    return value;
  }

  String text(String name, Pattern pattern, String expected) {
    SourceNode value = require(name, expected);
    return value == null ? "" : text(value, path(name), pattern, expected);
  }

  @Nullable String optionalText(String name, Pattern pattern, String expected) {
    SourceNode value = find(name);
    return value == null ? null : text(value, path(name), pattern, expected);
  }

  String textOr(String name, String otherwise, Pattern pattern, String expected) {
    String value = optionalText(name, pattern, expected);
    return value == null ? otherwise : value;
  }

  /** A text, or a number or flag as its text: for values that are templates. */
  String scalar(String name, String expected) {
    SourceNode value = require(name, expected);
    return switch (value) {
      case null -> "";
      case SourceNode.Whole whole -> whole.number().toString();
      case SourceNode.Decimal decimal -> decimal.number().toPlainString();
      case SourceNode.Flag flag -> String.valueOf(flag.flag());
      case SourceNode.Text text -> text.text();
      case SourceNode.Mapping ignored -> text(value, path(name), ANY, expected);
      case SourceNode.Sequence ignored -> text(value, path(name), ANY, expected);
      case SourceNode.Nothing ignored -> "";
    };
  }

  <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
    List<String> words =
        Arrays.stream(type.getEnumConstants())
            .map(DocumentForm::word)
            .collect(Collectors.toCollection(ArrayList::new));
    String expected = "one of " + String.join(", ", words);
    SourceNode value = require(name, expected);
    if (value == null) {
      return null;
    }
    String word = text(value, path(name), ANY, expected);
    int index = words.indexOf(word);
    if (index < 0) {
      if (value instanceof SourceNode.Text) {
        String hint =
            DidYouMean.closest(word, words)
                .map(close -> "; did you mean " + close + "?")
                .orElse("");
        problem(Problem.VALUE, name, "is '" + word + "', expected " + expected + hint);
      }
      return null;
    }
    return type.getEnumConstants()[index];
  }

  int wholeOr(String name, int otherwise) {
    SourceNode value = find(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof SourceNode.Whole whole && whole.number().bitLength() < Integer.SIZE) {
      return whole.number().intValue();
    }
    problem(
        Problem.TYPE, name, "is " + value.shown() + ", expected a whole number of at most 32 bits");
    return otherwise;
  }

  boolean flagOr(String name, boolean otherwise) {
    SourceNode value = find(name);
    if (value instanceof SourceNode.Flag flag) {
      return flag.flag();
    }
    if (value != null) {
      problem(Problem.TYPE, name, "is " + value.shown() + ", expected true or false");
    }
    return otherwise;
  }

  @Nullable Fields mapping(String name) {
    SourceNode value = find(name);
    return value == null ? null : mapping(value, path(name));
  }

  @Nullable Fields mapping(SourceNode value, String at) {
    if (value instanceof SourceNode.Mapping inner) {
      return new Fields(inner, at, problems);
    }
    problems.add(
        Problem.TYPE,
        value.position(),
        at,
        "is " + value.shown() + ", expected a mapping of fields");
    return null;
  }

  /** The items of a list, each read with its path; none when the field is not there. */
  <T> List<T> list(String name, BiFunction<SourceNode, String, @Nullable T> item) {
    SourceNode value = find(name);
    List<T> items = new ArrayList<>();
    if (value instanceof SourceNode.Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        String at = path(name) + "[" + i + "]";
        SourceNode node = sequence.items().get(i);
        problems.seen(at, node.position());
        T read = item.apply(node, at);
        if (read != null) {
          items.add(read);
        }
      }
    } else if (value != null) {
      problem(Problem.TYPE, name, "is " + value.shown() + ", expected a list");
    }
    return items;
  }

  List<String> texts(String name, Pattern pattern, String expected) {
    return list(name, (node, at) -> text(node, at, pattern, expected));
  }

  /** A list of texts in which each may stand once. */
  List<String> distinctTexts(String name, Pattern pattern, String expected) {
    List<String> texts = texts(name, pattern, expected);
    if (texts.size() != Set.copyOf(texts).size()) {
      problem(Problem.VALUE, name, "names something twice; keep one");
    }
    return texts;
  }

  String text(SourceNode value, String at, Pattern pattern, String expected) {
    if (!(value instanceof SourceNode.Text text)) {
      String hint =
          value instanceof SourceNode.Mapping || value instanceof SourceNode.Sequence
              ? ""
              : "; quote it";
      problems.add(
          Problem.TYPE,
          value.position(),
          at,
          "is " + value.shown() + ", expected " + expected + hint);
      return "";
    }
    if (!pattern.matcher(text.text()).matches()) {
      problems.add(
          Problem.VALUE,
          value.position(),
          at,
          "is '" + shorten(text.text()) + "', expected " + expected);
    }
    return text.text();
  }

  private static String shorten(String text) {
    String printable =
        text.codePoints()
            .limit(60)
            .collect(StringBuilder::new, Fields::append, StringBuilder::append)
            .toString();
    return text.codePointCount(0, text.length()) > 60 ? printable + "…" : printable;
  }

  private static void append(StringBuilder builder, int c) {
    builder.appendCodePoint(Character.isISOControl(c) ? 0xFFFD : c);
  }
}
