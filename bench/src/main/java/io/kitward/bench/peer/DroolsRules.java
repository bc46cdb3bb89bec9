package io.kitward.bench.peer;

import static org.drools.model.DSL.or;

import io.kitward.bench.fleet.TagKey;
import io.kitward.bench.fleet.Term;
import io.kitward.bench.fleet.Vocabulary;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.drools.model.view.ViewItem;
import org.kie.api.KieBase;

/** The compiled rules of all policies, which many sessions share, and what fired of them. */
public record DroolsRules(KieBase base, FiredRules fired) {
  static final List<TagKey> KEYS = Vocabulary.KEYS;
  private static final Map<String, Integer> NUMBERS =
      IntStream.range(0, KEYS.size())
          .boxed()
          .collect(Collectors.toMap(i -> KEYS.get(i).name(), i -> i));

  static int number(String key) {
    return Objects.requireNonNull(NUMBERS.get(key), key);
  }

  /** The terms, the one first that fewest nodes have: it is looked at first. */
  static List<Term> rarestFirst(List<Term> terms) {
    return terms.stream().sorted(Comparator.comparingDouble(DroolsRules::share)).toList();
  }

  private static double share(Term term) {
    TagKey key = KEYS.get(number(term.key()));
    return switch (term.operator()) {
      case EQUAL, IN -> key.presence() * term.values().size() / key.vocabulary();
      case EXISTS -> key.presence();
      case NOT_IN, NOT_EXISTS -> 2;
    };
  }

  static ViewItem<?> anyOf(List<? extends ViewItem<?>> items) {
    return items.size() == 1
        ? items.getFirst()
        : or(items.getFirst(), items.subList(1, items.size()).toArray(ViewItem<?>[]::new));
  }
}
