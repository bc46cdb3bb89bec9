package io.kitward.bench.peer;

import static org.drools.model.DSL.declarationOf;
import static org.drools.model.DSL.execute;
import static org.drools.model.PatternDSL.alphaIndexedBy;
import static org.drools.model.PatternDSL.pattern;

import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.bench.fleet.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.drools.model.Index.ConstraintType;
import org.drools.model.PatternDSL;
import org.drools.model.Rule;
import org.drools.model.impl.ModelImpl;
import org.drools.model.view.ViewItem;
import org.drools.modelcompiler.KieBaseBuilder;
import org.jspecify.annotations.Nullable;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/**
 * One node in a live Drools session as a single fact with a field per key, so that no rule joins
 * anything: the fastest and smallest that we found, for nodes that have one value a key at most.
 */
public final class DroolsNode implements DroolsLive {
  private final KieSession session;
  private final FiredRules fired;
  private final NodeFact node;
  private final FactHandle handle;

  /** The node's values by the number of their key. */
  public static final class NodeFact {
    private final @Nullable String[] values;

    NodeFact(int keys) {
      this.values = new String[keys];
    }

    @Nullable String value(int key) {
      return values[key];
    }
  }

  private DroolsNode(DroolsRules rules, Map<String, String> tags) {
    this.session = rules.base().newKieSession();
    this.fired = rules.fired();
    this.node = new NodeFact(DroolsRules.KEYS.size());
    tags.forEach((key, value) -> node.values[DroolsRules.number(key)] = value);
    this.handle = session.insert(node);
    session.fireAllRules();
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
    List<ViewItem<?>> patterns = new ArrayList<>();
    policy.alternatives().forEach(terms -> addPatterns(patterns, DroolsRules.rarestFirst(terms)));
    return PatternDSL.rule("policy-" + number)
        .build(DroolsRules.anyOf(patterns), execute(() -> fired.add(number)));
  }

  /** One pattern for each value of the rarest term, so that one hash leads to it. */
  private static void addPatterns(List<ViewItem<?>> patterns, List<Term> terms) {
    Term first = terms.getFirst();
    switch (first.operator()) {
      case EQUAL, IN -> {
        for (String value : first.values()) {
          PatternDSL.PatternDef<NodeFact> found = equal(node(), first.key(), value);
          for (Term term : terms.subList(1, terms.size())) {
            found = with(found, term);
          }
          patterns.add(found);
        }
      }
      case NOT_IN, EXISTS, NOT_EXISTS -> {
        PatternDSL.PatternDef<NodeFact> found = node();
        for (Term term : terms) {
          found = with(found, term);
        }
        patterns.add(found);
      }
    }
  }

  private static PatternDSL.PatternDef<NodeFact> node() {
    return pattern(declarationOf(NodeFact.class));
  }

  private static PatternDSL.PatternDef<NodeFact> with(
      PatternDSL.PatternDef<NodeFact> pattern, Term term) {
    int key = DroolsRules.number(term.key());
    Set<String> values = Set.copyOf(term.values());
    String id = term.toString();
    return switch (term.operator()) {
      case EQUAL -> equal(pattern, term.key(), term.values().getFirst());
      case IN -> pattern.expr(id, node -> isOneOf(node.value(key), values));
      case NOT_IN -> pattern.expr(id, node -> !isOneOf(node.value(key), values));
      case EXISTS -> pattern.expr(id, node -> node.value(key) != null);
      case NOT_EXISTS -> pattern.expr(id, node -> node.value(key) == null);
    };
  }

  private static boolean isOneOf(@Nullable String value, Set<String> values) {
    return value != null && values.contains(value);
  }

  private static PatternDSL.PatternDef<NodeFact> equal(
      PatternDSL.PatternDef<NodeFact> pattern, String key, String value) {
    int number = DroolsRules.number(key);
    return pattern.expr(
        key + " = " + value,
        node -> value.equals(node.value(number)),
        alphaIndexedBy(
            String.class, ConstraintType.EQUAL, number, node -> node.value(number), value));
  }

  /** A session of one node, settled. */
  public static DroolsNode of(DroolsRules rules, Map<String, String> tags) {
    return new DroolsNode(rules, tags);
  }

  @Override
  public int swap(String key, String value) {
    node.values[DroolsRules.number(key)] = value;
    session.update(handle, node);
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
