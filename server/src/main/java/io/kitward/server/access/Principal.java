package io.kitward.server.access;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who stands behind a request, once their credential was verified. */
public sealed interface Principal {

  /** The name in the audit trail, its kind first: {@code node/db1.example}, {@code token/admin}. */
  String display();

  /**
   * A node, by the certificate that it showed at the node door.
   *
   * @param certname the CN of the certificate
   * @param issuer the DN of the CA that signed it: equal names under different issuers are
   *     different
   * @param serial of the certificate, in lower-case hexadecimal
   * @param node the node's own id; null while the server has never seen it
   */
  record NodePrincipal(String certname, String issuer, String serial, @Nullable UUID node)
      implements Principal {
    @Override
    public String display() {
      return "node/" + certname;
    }
  }

  /** A person or program with an API token. */
  record TokenPrincipal(String name, Role role) implements Principal {
    @Override
    public String display() {
      return "token/" + name;
    }
  }

  /** A console that asks for its discovery list with the token that was placed there for it. */
  record BackendPrincipal(String backend) implements Principal {
    @Override
    public String display() {
      return "backend/" + backend;
    }
  }

  /** A followed repository, whose commits take effect by themselves. */
  record RepositoryPrincipal(String name) implements Principal {
    @Override
    public String display() {
      return "repository/" + name;
    }
  }

  /** Nobody known: no credential was shown. */
  record Anonymous() implements Principal {
    @Override
    public String display() {
      return "anonymous";
    }
  }

  /** What a token may do. */
  enum Role {
    /** Everything. */
    ADMIN,
    /** Everything but to make tokens, and to write documents that make their writer root. */
    OPERATOR
  }
}
