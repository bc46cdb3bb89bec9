package io.kitward.server.census;

import io.kitward.selector.Attribute;
import io.kitward.selector.Condition;
import io.kitward.selector.GroupExpansionException;
import io.kitward.selector.Selector;
import io.kitward.selector.Writing;
import io.kitward.server.api.port.Census.Choice;
import io.kitward.server.api.port.Census.Completion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** What could stand at the caret of a selector, the most frequent first. */
final class Completing {

  private static final int CHOICES = 20;
  private static final int NODES = 6;
  private static final List<String> OF_TAGS = List.of("=", "!=", "in (", "notin (", "like");
  private static final List<String> OF_FACTS = List.of("=", ">=", "<", "like", "in (");
  private static final List<String> JOINTS = List.of("and", "or");

  private final Counting counting;
  private final Map<String, Selector> groups;

  Completing(Counting counting, Map<String, Selector> groups) {
    this.counting = counting;
    this.groups = groups;
  }

  Completion complete(String text, int caret) {
    Writing writing = Writing.at(text, caret);
    List<Choice> choices =
        switch (writing.due()) {
          case CONDITION -> conditions(writing);
          case OPERATOR -> operators(writing);
          case LIST -> words(List.of("("), "operator", writing.begun());
          case VALUE -> values(writing);
          case LIST_GOES_ON -> words(List.of(",", ")"), "operator", writing.begun());
          case JOINT -> words(JOINTS, "operator", writing.begun());
        };
    return new Completion(writing.from(), writing.to(), choices);
  }

  /** The nodes that the other conditions leave. */
  private RoaringBitmap left(@Nullable Selector rest) {
    if (rest == null) {
      return counting.picked();
    }
    try {
      return counting.picked(rest.expand(groups));
    } catch (GroupExpansionException unknown) {
      return counting.picked();
    }
  }

  private List<Choice> conditions(Writing writing) {
    RoaringBitmap left = left(writing.rest());
    List<Choice> choices = new ArrayList<>();
    counting
        .muster()
        .index()
        .attributes(left)
        .forEach(
            (attribute, nodes) -> {
              if (!attribute.equals(Attribute.CERTNAME)) {
                choices.add(
                    new Choice(attribute.toString(), attribute.isTag() ? "key" : "fact", nodes));
              }
            });
    groups.keySet().forEach(name -> choices.add(new Choice("group:" + name, "group", -1)));
    List<Choice> found = new ArrayList<>(fitting(choices, writing.begun()));
    if (!writing.begun().isEmpty()) {
      counting.muster().names().tailMap(writing.begun(), true).entrySet().stream()
          .takeWhile(named -> named.getKey().startsWith(writing.begun()))
          .filter(named -> left.contains((int) named.getValue()))
          .limit(NODES)
          .forEach(named -> found.add(new Choice("certname = " + named.getKey(), "node", 1)));
    }
    return found;
  }

  private static List<Choice> operators(Writing writing) {
    Attribute attribute = writing.attribute();
    List<String> operators =
        new ArrayList<>(attribute == null || attribute.isTag() ? OF_TAGS : OF_FACTS);
    operators.addAll(JOINTS);
    return words(operators, "operator", writing.begun());
  }

  private static List<Choice> words(List<String> words, String kind, String begun) {
    return words.stream()
        .filter(word -> word.startsWith(begun))
        .map(word -> new Choice(word, kind, -1))
        .toList();
  }

  private List<Choice> values(Writing writing) {
    Attribute attribute = writing.attribute();
    if (attribute == null) {
      return List.of();
    }
    List<Choice> choices = new ArrayList<>();
    counting
        .muster()
        .index()
        .values(attribute, left(writing.rest()))
        .forEach((value, nodes) -> choices.add(new Choice(value, "value", nodes)));
    return fitting(choices, writing.begun()).stream()
        .map(choice -> new Choice(written(attribute, choice.text()), "value", choice.nodes()))
        .toList();
  }

  /** A value with the quotes that it needs. */
  private static String written(Attribute attribute, String value) {
    String condition = Condition.is(attribute, value).toString();
    return condition.substring(condition.indexOf('=') + 1).strip();
  }

  /** What begins so first, then what has it anywhere; the most frequent first in each. */
  private static List<Choice> fitting(List<Choice> choices, String begun) {
    String wanted = begun.toLowerCase(Locale.ROOT);
    return choices.stream()
        .filter(choice -> choice.text().toLowerCase(Locale.ROOT).contains(wanted))
        .sorted(
            Comparator.comparing(
                    (Choice choice) -> !choice.text().toLowerCase(Locale.ROOT).startsWith(wanted))
                .thenComparingInt(choice -> kind(choice.kind()))
                .thenComparingInt(choice -> -choice.nodes())
                .thenComparing(Choice::text))
        .limit(CHOICES)
        .toList();
  }

  private static int kind(String kind) {
    return switch (kind) {
      case "key", "value" -> 0;
      case "group" -> 1;
      default -> 2;
    };
  }
}
