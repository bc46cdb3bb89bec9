package io.kitward.server.reconcile;

import java.util.UUID;

/**
 * What reconciling is about. A key says nothing of the event that made it due: whoever takes it
 * looks at the world as it is.
 */
public sealed interface Key {

  /** One node with all its instances. */
  record NodeKey(UUID node) implements Key {}

  /** One console with all its registrations. */
  record BackendKey(String name) implements Key {}
}
