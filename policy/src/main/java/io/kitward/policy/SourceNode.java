package io.kitward.policy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;

/** A piece of a YAML or JSON text with its place, before anything is known of its meaning. */
sealed interface SourceNode {
  Position position();

  /** What a message calls it. */
  String shown();

  record Field(Position position, SourceNode value) {}

  record Mapping(Position position, LinkedHashMap<String, Field> fields) implements SourceNode {
    @Override
    public String shown() {
      return "a mapping";
    }
  }

  record Sequence(Position position, List<SourceNode> items) implements SourceNode {
    @Override
    public String shown() {
      return "a list";
    }
  }

  /**
   * A text.
   *
   * @param indent how many columns stand before each line of a literal block, which begins on the
   *     line after the position; -1 for any other way of writing
   */
  record Text(Position position, String text, int indent) implements SourceNode {
    /** Where a place of the text stands: its line from 1 and its index in that line from 0. */
    Position at(int line, int index) {
      return indent < 0 || line < 1
          ? position
          : new Position(position.line() + line, indent + index + 1);
    }

    @Override
    public String shown() {
      return "text";
    }
  }

  record Whole(Position position, BigInteger number) implements SourceNode {
    @Override
    public String shown() {
      return "the number " + number;
    }
  }

  record Decimal(Position position, BigDecimal number) implements SourceNode {
    @Override
    public String shown() {
      return "the number " + number;
    }
  }

  record Flag(Position position, boolean flag) implements SourceNode {
    @Override
    public String shown() {
      return String.valueOf(flag);
    }
  }

  record Nothing(Position position) implements SourceNode {
    @Override
    public String shown() {
      return "nothing";
    }
  }
}
