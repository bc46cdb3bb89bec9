package io.kitward.connector.host;

/** The machine could not do what was asked, with its own reason in one line. */
public final class HostFailure extends RuntimeException {

  /** What kind of reason it is, which decides when to try again. */
  public enum Kind {
    /** Somebody else holds a lock; it will pass. */
    LOCKED("Locked"),
    /** There is no such package or version; somebody must change something. */
    NOT_FOUND("NotFound"),
    /** What is asked for must not be done, for instance a path through a foreign link. */
    REFUSED("Refused"),
    /** A person told the package system to leave a package as it is; only they can change that. */
    HELD("Held"),
    /** Nobody answers where packages come from: the network, a name or a repository is away. */
    UNREACHABLE("Unreachable"),
    /** What was fetched is not signed by the key that is trusted for it. */
    UNTRUSTED("Untrusted"),
    /** There is no room, or the file system takes no writes. */
    NO_ROOM("NoRoom"),
    /** Something is there that must not be beside it; a person must decide. */
    CONFLICT("Conflict"),
    /** Anything else. */
    FAILED("Failed");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The stable word for a condition's reason. */
    public String word() {
      return word;
    }
  }

  private final Kind kind;

  public HostFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public HostFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
