package io.kitward.bench.peer;

import static org.drools.model.DSL.and;
import static org.drools.model.DSL.declarationOf;
import static org.drools.model.DSL.execute;
import static org.drools.model.DSL.not;
import static org.drools.model.PatternDSL.alphaIndexedBy;
import static org.drools.model.PatternDSL.pattern;

import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.bench.fleet.Term;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.drools.model.Index.ConstraintType;
import org.drools.model.PatternDSL;
import org.drools.model.Rule;
import org.drools.model.impl.ModelImpl;
import org.drools.model.view.ViewItem;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/**
 * One node in a live Drools session: its tags are facts, a rule a policy, and a swapped tag is one
 * fact less and one more. A key may have several values, as with us.
 */
public final class DroolsSession implements DroolsLive {
  private final KieSession session;
  private final FiredRules fired;
  private final Map<String, FactHandle> handles = new HashMap<>();

  /** A node's tag as a fact; key and value also as one text, so that one hash decides equality. */
  public record TagFact(String key, String both) {
    static TagFact of(String key, String value) {
      return new TagFact(key, key + "=" + value);
    }
  }

  private DroolsSession(DroolsRules rules) {
    this.session = rules.base().newKieSession();
    this.fired = rules.fired();
  }

  /** Compiles the policies. */
  public static DroolsRules rules(List<MeasuredPolicy> policies) {
    var fired = new FiredRules();
    var model = new ModelImpl();
    for (int i = 0; i < policies.size(); i++) {
      model.addRule(rule(i, policies.get(i), fired));
    }
    return new DroolsRules(KieBaseBuilder.createKieBaseFromModel(model), fired);
  }

  private static Rule rule(int number, MeasuredPolicy policy, FiredRules fired) {
    List<ViewItem<?>> alternatives =
        policy.alternatives().stream().<ViewItem<?>>map(DroolsSession::conjunction).toList();
    return PatternDSL.rule("policy-" + number)
        .build(DroolsRules.anyOf(alternatives), execute(() -> fired.add(number)));
  }

  private static ViewItem<?> conjunction(List<Term> terms) {
    return allOf(DroolsRules.rarestFirst(terms).stream().flatMap(DroolsSession::items).toList());
  }

  private static ViewItem<?> allOf(List<ViewItem<?>> items) {
    return items.size() == 1
        ? items.getFirst()
        : and(items.getFirst(), items.subList(1, items.size()).toArray(ViewItem<?>[]::new));
  }

  /**
   * Sets value by value, so that a tag leads by its hash to the rules that name it and no other.
   */
  private static Stream<ViewItem<?>> items(Term term) {
    List<PatternDSL.PatternDef<TagFact>> values =
        term.values().stream().map(value -> equal(term.key(), value)).toList();
    return switch (term.operator()) {
      case EQUAL, IN -> Stream.of(DroolsRules.anyOf(values));
      case NOT_IN -> values.stream().map(value -> not(value));
      case EXISTS -> Stream.of(key(term.key()));
      case NOT_EXISTS -> Stream.of(not(key(term.key())));
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

  /** A session of one node, settled. */
  public static DroolsSession of(DroolsRules rules, Map<String, String> tags) {
    var session = new DroolsSession(rules);
    tags.forEach(session::insert);
    session.session.fireAllRules();
    return session;
  }

  private void insert(String key, String value) {
    handles.put(key, session.insert(TagFact.of(key, value)));
  }

  @Override
  public int swap(String key, String value) {
    session.delete(handles.get(key));
    insert(key, value);
    return session.fireAllRules();
  }

  @Override
  public int[] fired() {
    return fired.take();
  }

  @Override
  public void close() {
    session.dispose();
  }
}
