package io.kitward.selector.index;

import io.kitward.selector.Attribute;
import io.kitward.selector.Condition;
import io.kitward.selector.Tags;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The codes of all that selectors ask: of each value that one names, and of each other predicate.
 * One writer, many readers; codes only ever join.
 */
final class Dictionary {
  /** The code that is active in every node. */
  static final int ALWAYS = 0;

  /** Codes are given out in ranges of so many, each a word of {@link ActiveCodes}. */
  private static final int BLOCK = ActiveCodes.WORD_SIZE;

  /** Sets of more values than this are asked as a whole, so that no selector fills the table. */
  static final int VALUES_APART = 32;

  private final ValueTable tags = new ValueTable();
  private final ValueTable facts = new ValueTable();
  private final Map<Condition, Literal> literals = new HashMap<>();
  private int codes = BLOCK;
  private final Block others = new Block();
  private int attributes;

  ValueTable tags() {
    return tags;
  }

  ValueTable facts() {
    return facts;
  }

  /** How many codes there are; all are smaller than this. */
  int codes() {
    return codes;
  }

  /** How many dimensions there are. */
  int dimensions() {
    return 2 * attributes;
  }

  /** One more code, for something that isn't a value. */
  int newCode() {
    return others.next(this);
  }

  /** Codes for a range of their own: those of one attribute's values, as far as they fit. */
  static final class Block {
    private int next;
    private int left;

    int next(Dictionary dictionary) {
      if (left == 0) {
        next = dictionary.codes;
        left = BLOCK;
        dictionary.codes += BLOCK;
      }
      left--;
      return next++;
    }
  }

  /** The condition in codes, new ones if need be. */
  Literal literal(Condition condition) {
    Literal known = literals.get(condition);
    if (known == null) {
      known = make(condition);
      literals.put(condition, known);
    }
    return known;
  }

  private Literal make(Condition condition) {
    AttributeCodes attribute = attribute(condition.attribute());
    return switch (condition) {
      case Condition.Has _, Condition.Lacks _ -> presence(condition, attribute);
      case Condition.In in when in.values().size() <= VALUES_APART ->
          valued(condition, attribute, in.values());
      case Condition.NotIn notIn when notIn.values().size() <= VALUES_APART ->
          valued(condition, attribute, notIn.values());
      case Condition.In _,
          Condition.NotIn _,
          Condition.Greater _,
          Condition.Less _,
          Condition.Compare _,
          Condition.Like _,
          Condition.Within _ -> {
        var predicate = new Predicate(condition, newCode());
        attribute.add(predicate);
        yield asked(condition, attribute.predicateDimension(), predicate.code());
      }
    };
  }

  private Literal presence(Condition condition, AttributeCodes attribute) {
    if (attribute.presence() == AttributeCodes.NONE) {
      attribute.askPresence(newCode());
    }
    return asked(condition, attribute.predicateDimension(), attribute.presence());
  }

  private static Literal asked(Condition condition, int dimension, int... codes) {
    return new Literal(condition, new CodeTest(dimension, codes, condition.negative()));
  }

  private Literal valued(Condition condition, AttributeCodes attribute, Set<String> values) {
    String key = attribute.attribute().name();
    ValueTable table = table(attribute.attribute());
    int[] found = new int[values.size()];
    int count = 0;
    for (String value : values) {
      ValueCode entry = table.find(key, value);
      if (entry == null) {
        entry =
            new ValueCode(
                Tags.hash(key, value), key, value, attribute.block().next(this), attribute);
        table.add(entry);
      }
      found[count++] = entry.code;
    }
    Arrays.sort(found);
    return asked(condition, attribute.valueDimension(), found);
  }

  private AttributeCodes attribute(Attribute attribute) {
    ValueTable table = table(attribute);
    AttributeCodes known = table.attribute(attribute.name());
    if (known == null) {
      known = new AttributeCodes(attribute, attributes++);
      table.add(attribute.name(), known);
    }
    return known;
  }

  private ValueTable table(Attribute attribute) {
    return attribute.isTag() ? tags : facts;
  }
}
