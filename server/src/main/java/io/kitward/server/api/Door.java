package io.kitward.server.api;

/** The two ways in: with a token or session, or with a node's certificate. */
public enum Door {
  PEOPLE,
  NODE
}
