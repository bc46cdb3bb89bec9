package io.kitward.selector;

import java.util.Comparator;

/**
 * What a condition looks at: a tag key, or a fact by its dotted path. Always valid: the constructor
 * refuses a name that no selector could say.
 *
 * @param name a tag key by Kubernetes label syntax, or a path such as {@code os.release}
 */
public record Attribute(Kind kind, String name) implements Comparable<Attribute> {
  /** Whether a condition looks at tags or at facts. */
  public enum Kind {
    TAG,
    FACT
  }

  /** The node's own name, told by its identity and never by a tag. */
  public static final Attribute CERTNAME = new Attribute(Kind.FACT, Words.CERTNAME);

  private static final Comparator<Attribute> ORDER =
      Comparator.comparing(Attribute::kind).thenComparing(Attribute::name);

  public Attribute {
    var fault =
        switch (kind) {
          case TAG -> LabelSyntax.checkTagKey(name);
          case FACT -> FactSyntax.checkPath(name);
        };
    fault.ifPresent(
        found -> {
          throw new IllegalArgumentException(found.message());
        });
  }

  public static Attribute tag(String key) {
    return new Attribute(Kind.TAG, key);
  }

  public static Attribute fact(String path) {
    return new Attribute(Kind.FACT, path);
  }

  /** Whether a selector can speak of a fact with this path; others are no facts. */
  public static boolean isFactPath(String path) {
    return FactSyntax.checkPath(path).isEmpty();
  }

  public boolean isTag() {
    return kind == Kind.TAG;
  }

  @Override
  public int compareTo(Attribute other) {
    return ORDER.compare(this, other);
  }

  /** As a selector says it: {@code environment}, {@code facts.os.release}, {@code certname}. */
  @Override
  public String toString() {
    return switch (kind) {
      case TAG -> Words.isReserved(name) ? '"' + name + '"' : name;
      case FACT -> name.equals(Words.CERTNAME) ? name : Words.FACTS + name;
    };
  }
}
