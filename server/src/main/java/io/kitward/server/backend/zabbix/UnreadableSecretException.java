package io.kitward.server.backend.zabbix;

import java.util.function.UnaryOperator;

/** A secret that stands in one host can't be read; the other hosts are not concerned. */
final class UnreadableSecretException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private UnreadableSecretException(String reference, RuntimeException cause) {
    super(reference + " can't be read: " + cause.getMessage(), cause);
  }

  /** The same values, with this exception where there is none, whatever keeps the secrets. */
  static UnaryOperator<String> said(UnaryOperator<String> secrets) {
    return reference -> {
      try {
        return secrets.apply(reference);
      } catch (RuntimeException e) {
        throw new UnreadableSecretException(reference, e);
      }
    };
  }

  /** What is wrong, in words. */
  String words() {
    return String.valueOf(getMessage());
  }
}
