package io.kitward.server.desired;

import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The documents in force, and as they were. Thread-safe. */
public interface Policies extends Supplier<Policy> {

  /** The documents in force in the caller's transaction. */
  Policy inForce(Handle handle);

  /** The documents as they were at an earlier revision, which some nodes follow. */
  Policy at(Handle handle, long revision);
}
