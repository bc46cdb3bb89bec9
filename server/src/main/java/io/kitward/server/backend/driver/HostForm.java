package io.kitward.server.backend.driver;

import io.kitward.server.desired.WantedHost;
import java.util.SortedMap;

/** How one kind of console writes what is wanted. Pure. */
public interface HostForm {

  /**
   * The record as it is seen when it holds what is wanted and nothing else; its id is empty. Here a
   * driver says which templates a service brings, how variables are written and what of a service's
   * fields the console shows.
   *
   * @throws IllegalArgumentException when a field's value does not fit this console, in words for
   *     whoever wrote the document
   */
  SeenHost expected(WantedHost wanted);

  /**
   * The references of secrets that stand in the record, by a name for each; they are compared with
   * those that were last set.
   */
  SortedMap<String, String> secrets(WantedHost wanted);
}
