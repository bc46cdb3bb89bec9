package io.kitward.connector.apply;

import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Ensure;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import java.util.Optional;

/**
 * Services of one node that would undo each other's work: the first by name has it, the others are
 * refused and say so. Pure.
 */
final class Rivals {

  private Rivals() {}

  /** What an earlier service of this node wants otherwise; empty when nothing. */
  static Optional<String> of(InstanceDesired instance, DesiredState desired) {
    return desired.instances().stream()
        .filter(other -> other.ensure() == Ensure.PRESENT)
        .filter(other -> other.service().compareTo(instance.service()) < 0)
        .map(other -> rivalry(instance, other))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> rivalry(InstanceDesired instance, InstanceDesired other) {
    for (RepositoryDesired one : instance.repositories()) {
      for (RepositoryDesired another : other.repositories()) {
        if (one.name().equals(another.name()) && !one.equals(another)) {
          return Optional.of(
              "the repository " + one.name() + " is another one for " + other.service());
        }
      }
    }
    for (FileDesired one : instance.files()) {
      for (FileDesired another : other.files()) {
        if (one.path().equals(another.path()) && !same(one, another)) {
          return Optional.of(one.path() + " has another content for " + other.service());
        }
      }
    }
    return Optional.empty();
  }

  /** Whether both can have it their way: blocks stand side by side, whole files must be equal. */
  private static boolean same(FileDesired one, FileDesired another) {
    boolean block = !one.insertAfter().isEmpty();
    boolean otherBlock = !another.insertAfter().isEmpty();
    if (block && otherBlock) {
      return true;
    }
    return block == otherBlock
        && one.content().equals(another.content())
        && one.owner().equals(another.owner())
        && one.group().equals(another.group())
        && one.mode().equals(another.mode());
  }
}
