package io.kitward.policy;

import io.kitward.selector.Selector;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a service is on some operating systems.
 *
 * @param when which nodes, by the facts of their operating system alone
 * @param replaces the parts that are different there; the others are as they are everywhere
 * @param parts the different ones
 */
public record Variant(Selector when, Set<ServiceParts.Part> replaces, ServiceParts parts) {
  public Variant {
    Set<ServiceParts.Part> copy = EnumSet.noneOf(ServiceParts.Part.class);
    copy.addAll(replaces);
    replaces = Collections.unmodifiableSet(copy);
  }
}
