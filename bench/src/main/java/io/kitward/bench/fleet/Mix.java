package io.kitward.bench.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A recipe for policies: shapes and their shares. The two of the issue are files like those that
 * people hand in.
 */
public record Mix(String name, List<Shape> shapes) {

  public Mix {
    if (name == null || name.isBlank() || shapes == null || shapes.isEmpty()) {
      throw new IllegalArgumentException("a mix needs a name and at least one shape");
    }
  }

  /**
   * Policies of one form.
   *
   * @param share its part of all policies, in relation to the other shapes' shares
   * @param alternatives how often the terms are drawn and joined by {@code or}; 0 means once
   */
  public record Shape(double share, int alternatives, List<Slot> terms) {
    public Shape {
      if (!(share >= 0) || terms.isEmpty() || alternatives < 0) {
        throw new IllegalArgumentException("a shape needs a share and at least one term");
      }
      alternatives = Math.max(1, alternatives);
    }
  }

  /**
   * A term to be drawn.
   *
   * @param operator equal, in, notin, exists, not-exists, or exists-or-not
   * @param keys broad (up to 12 values), medium (up to 200), selective (more), flag, any, or one
   *     key by its name
   * @param values how many values in and notin have; 0 means three
   */
  public record Slot(String operator, String keys, int values) {}

  /** One of the two mixes of the issue: normal or adversarial. */
  public static Mix named(String name) {
    try (InputStream file = Mix.class.getResourceAsStream("/io/kitward/bench/" + name + ".yaml")) {
      return new YAMLMapper().readValue(Objects.requireNonNull(file, name), Mix.class);
    } catch (IOException e) {
      throw new IllegalStateException("the mix " + name + " can't be read", e);
    }
  }

  /** A mix from a person's file. */
  public static Mix read(Path file) throws IOException {
    return new YAMLMapper().readValue(Files.readString(file), Mix.class);
  }

  /** This many policies for a fleet with these keys. */
  public List<MeasuredPolicy> policies(List<TagKey> keys, int count, long seed) {
    var random = new SplittableRandom(seed);
    double total = shapes.stream().mapToDouble(Shape::share).sum();
    List<MeasuredPolicy> policies = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      double at = random.nextDouble() * total;
      int shape = 0;
      while (shape < shapes.size() - 1 && at >= shapes.get(shape).share()) {
        at -= shapes.get(shape).share();
        shape++;
      }
      policies.add(policy(shapes.get(shape), keys, random));
    }
    return policies;
  }

  private static MeasuredPolicy policy(Shape shape, List<TagKey> keys, RandomGenerator random) {
    List<List<Term>> alternatives = new ArrayList<>();
    for (int i = 0; i < shape.alternatives(); i++) {
      List<Term> terms = new ArrayList<>();
      Set<String> taken = new HashSet<>();
      for (Slot slot : shape.terms()) {
        List<TagKey> choice =
            keys.stream().filter(key -> fits(slot, key) && !taken.contains(key.name())).toList();
        if (choice.isEmpty()) {
          throw new IllegalArgumentException("the fleet has no key for " + slot);
        }
        TagKey key = choice.get(random.nextInt(choice.size()));
        taken.add(key.name());
        terms.add(term(slot, key, random));
      }
      alternatives.add(terms);
    }
    return new MeasuredPolicy(alternatives);
  }

  private static boolean fits(Slot slot, TagKey key) {
    return switch (slot.keys()) {
      case "broad" -> !key.flag() && key.vocabulary() <= 12;
      case "medium" -> !key.flag() && key.vocabulary() > 12 && key.vocabulary() <= 200;
      case "selective" -> !key.flag() && key.vocabulary() > 200;
      case "flag" -> key.flag();
      case "any" -> !key.flag();
      default -> key.name().equals(slot.keys());
    };
  }

  private static Term term(Slot slot, TagKey key, RandomGenerator random) {
    Term.Operator operator =
        switch (slot.operator().toLowerCase(Locale.ROOT)) {
          case "equal" -> Term.Operator.EQUAL;
          case "in" -> Term.Operator.IN;
          case "notin" -> Term.Operator.NOT_IN;
          case "exists" -> Term.Operator.EXISTS;
          case "not-exists" -> Term.Operator.NOT_EXISTS;
          case "exists-or-not" ->
              random.nextBoolean() ? Term.Operator.EXISTS : Term.Operator.NOT_EXISTS;
          default -> throw new IllegalArgumentException("no operator " + slot.operator());
        };
    int wanted =
        switch (operator) {
          case EQUAL -> 1;
          case IN, NOT_IN -> Math.min(slot.values() == 0 ? 3 : slot.values(), key.vocabulary());
          case EXISTS, NOT_EXISTS -> 0;
        };
    Set<Integer> numbers = new HashSet<>();
    while (numbers.size() < wanted) {
      numbers.add(random.nextInt(key.vocabulary()));
    }
    return new Term(key.name(), operator, numbers.stream().sorted().map(key::value).toList());
  }
}
