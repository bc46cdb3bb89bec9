package io.kitward.policy;

/**
 * A template that cannot be rendered for a node: says why, in words for the person who wrote the
 * document.
 */
final class RenderException extends RuntimeException {
  RenderException(String message) {
    super(message);
  }
}
