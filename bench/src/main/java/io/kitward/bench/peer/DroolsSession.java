package io.kitward.bench.peer;

import static org.drools.model.DSL.and;
import static org.drools.model.DSL.declarationOf;
import static org.drools.model.DSL.execute;
import static org.drools.model.DSL.not;
import static org.drools.model.DSL.or;
import static org.drools.model.PatternDSL.alphaIndexedBy;
import static org.drools.model.PatternDSL.pattern;

import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.bench.fleet.Term;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.drools.model.Index.ConstraintType;
import org.drools.model.PatternDSL;
import org.drools.model.Rule;
import org.drools.model.impl.ModelImpl;
import org.drools.model.view.ViewItem;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/**
 * One node in a live Drools session: its tags are facts, a rule a policy, and a swapped tag is one
 * fact less and one more.
 */
public final class DroolsSession implements AutoCloseable {
  private final KieSession session;
  private final Fired fired;
  private final Map<String, FactHandle> handles = new HashMap<>();

  /** A node's tag as a fact; key and value also as one text, so that one hash decides equality. */
  public record TagFact(String key, String value, String both) {
    public static TagFact of(String key, String value) {
      return new TagFact(key, value, key + "=" + value);
    }
  }

  /** The rules that fired since it was last emptied. */
  public static final class Fired {
    private final BitSet policies = new BitSet();

    void add(int policy) {
      policies.set(policy);
    }
  }

  /** The rules of all policies, which many sessions share. */
  public record Rules(KieBase base, Fired fired) {}

  private DroolsSession(Rules rules) {
    this.session = rules.base().newKieSession();
    this.fired = rules.fired();
  }

  /** Compiles the policies. */
  public static Rules rules(List<MeasuredPolicy> policies) {
    var fired = new Fired();
    var model = new ModelImpl();
    for (int i = 0; i < policies.size(); i++) {
      model.addRule(rule(i, policies.get(i), fired));
    }
    return new Rules(KieBaseBuilder.createKieBaseFromModel(model), fired);
  }

  private static Rule rule(int number, MeasuredPolicy policy, Fired fired) {
    List<ViewItem<?>> alternatives =
        policy.alternatives().stream().<ViewItem<?>>map(DroolsSession::conjunction).toList();
    ViewItem<?> condition =
        alternatives.size() == 1
            ? alternatives.getFirst()
            : or(
                alternatives.getFirst(),
                alternatives.subList(1, alternatives.size()).toArray(ViewItem<?>[]::new));
    return PatternDSL.rule("policy-" + number).build(condition, execute(() -> fired.add(number)));
  }

  private static ViewItem<?> conjunction(List<Term> terms) {
    List<ViewItem<?>> items = terms.stream().<ViewItem<?>>map(DroolsSession::item).toList();
    return items.size() == 1
        ? items.getFirst()
        : and(items.getFirst(), items.subList(1, items.size()).toArray(ViewItem<?>[]::new));
  }

  private static ViewItem<?> item(Term term) {
    return switch (term.operator()) {
      case EQUAL -> equal(term.key(), term.values().getFirst());
      case EXISTS -> key(term.key());
      case NOT_EXISTS -> not(key(term.key()));
      case IN -> anyOf(term);
      case NOT_IN -> not(anyOf(term));
    };
  }

  private static PatternDSL.PatternDef<TagFact> equal(String key, String value) {
    String both = TagFact.of(key, value).both();
    return pattern(declarationOf(TagFact.class))
        .expr(
            "both " + both,
            tag -> tag.both().equals(both),
            alphaIndexedBy(String.class, ConstraintType.EQUAL, 0, TagFact::both, both));
  }

  private static PatternDSL.PatternDef<TagFact> key(String key) {
    return pattern(declarationOf(TagFact.class))
        .expr(
            "key " + key,
            tag -> tag.key().equals(key),
            alphaIndexedBy(String.class, ConstraintType.EQUAL, 1, TagFact::key, key));
  }

  private static PatternDSL.PatternDef<TagFact> anyOf(Term term) {
    Set<String> values = Set.copyOf(term.values());
    return key(term.key()).expr("in " + term.values(), tag -> values.contains(tag.value()));
  }

  /** A session of one node, settled. */
  public static DroolsSession of(Rules rules, Map<String, String> tags) {
    var session = new DroolsSession(rules);
    tags.forEach((key, value) -> session.insert(TagFact.of(key, value)));
    session.session.fireAllRules();
    return session;
  }

  private void insert(TagFact tag) {
    handles.put(tag.key(), session.insert(tag));
  }

  /** Swaps one tag for another of the same key; returns how many rules fired. */
  public int swap(TagFact tag) {
    session.delete(handles.get(tag.key()));
    insert(tag);
    return session.fireAllRules();
  }

  /** The rules that fired since this was last asked, in any session of the same rules. */
  public int[] fired() {
    int[] numbers = fired.policies.stream().toArray();
    fired.policies.clear();
    return numbers;
  }

  @Override
  public void close() {
    session.dispose();
  }
}
