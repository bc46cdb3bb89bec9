package io.kitward.server.api.port;

/** How machines without Puppet come to be nodes, and keep their certificates. */
public interface Joining {

  /** The script that a machine runs to join. */
  String script();

  /** The authority of the people's door, in PEM. */
  String authority();

  /** What became of a machine's request. */
  sealed interface Outcome {

    /** Its certificate, in PEM. */
    record Issued(String certificate) implements Outcome {}

    /** A person has to decide. */
    record Pending(String id) implements Outcome {}

    /** It is not taken. */
    record Refused(Refusal refusal, String words) implements Outcome {}
  }

  /** Why a machine is not taken. */
  enum Refusal {
    REQUEST_INVALID,
    TOKEN_REFUSED,
    CERTNAME_TAKEN,
    REQUEST_UNKNOWN,
    REQUEST_DENIED,
    ISSUER_FOREIGN
  }

  /** Takes a machine with a one-time token: exactly one key gets a certificate for it. */
  Outcome join(String token, String request, String address);

  /** Keeps a machine's request until a person decides. */
  Outcome request(String request, String address);

  /**
   * What became of a request, for whoever holds its key.
   *
   * @param proof signature of {@code kitward-join:ID} with that key
   */
  Outcome collect(String id, byte[] proof);

  /**
   * A new certificate for a node that shows a good one of Kitward's own CA.
   *
   * @param issuer of the certificate that it shows
   */
  Outcome renew(String certname, String issuer, String request, Actor actor);
}
