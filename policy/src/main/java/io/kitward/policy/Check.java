package io.kitward.policy;

/**
 * How the connector sees that a service works; in a document ports, URLs and texts are templates.
 */
public sealed interface Check {
  /** The unit is active. */
  record Unit(String unit) implements Check {}

  /** A connection to this port of the node itself is accepted. */
  record Tcp(String port) implements Check {}

  /** The page answers 2xx and contains the text, which may be empty. */
  record Http(String url, String contains) implements Check {}
}
