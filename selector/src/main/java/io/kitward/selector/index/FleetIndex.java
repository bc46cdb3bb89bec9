package io.kitward.selector.index;

import io.kitward.selector.Attribute;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/**
 * The nodes of a fleet by number, asked which of them a selector picks. Numbers are 0 or more and
 * best given out without gaps. Any number of threads may ask while one changes it.
 */
public interface FleetIndex extends Shares {

  /**
   * Puts a node with its tags and facts, in place of what was known of it.
   *
   * @throws IllegalArgumentException when the number is negative
   */
  void put(int node, Subject subject);

  /** Takes a node away; one that isn't there is not missed. */
  void remove(int node);

  /** How many nodes there are. */
  int size();

  /**
   * The nodes that the selector picks, the caller's own.
   *
   * @throws IllegalArgumentException when the selector still refers to a group
   */
  RoaringBitmap nodes(Selector selector);

  /** The values that any of these nodes has of an attribute, and how many of them have each. */
  Map<String, Integer> values(Attribute attribute, RoaringBitmap among);

  /** What any of these nodes has, and how many of them have any value of it. */
  Map<Attribute, Integer> attributes(RoaringBitmap among);
}
