package io.kitward.server.backend.zabbix;

/**
 * Zabbix answered one request with an error of its own; nothing of the request was done. The
 * message is in Zabbix' words.
 */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of no it was. Zabbix has no codes for that: it is read from the words. */
  enum Kind {
    /** Something of what was sent does not fit what is there. */
    REFUSED,
    /** The role of Kitward's user does not have the method. */
    FORBIDDEN,
    /**
     * PHP died over the request, for the most part at its memory_limit. Its transaction died with
     * it; whether that came before or after its commit has to be looked at.
     */
    DIED
  }

  private final Kind kind;

  RefusedException(Kind kind, String words) {
    super(words);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** Zabbix' words. */
  String words() {
    return String.valueOf(getMessage());
  }
}
