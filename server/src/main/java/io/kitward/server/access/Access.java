package io.kitward.server.access;

import io.kitward.server.access.Principal.Anonymous;
import io.kitward.server.access.Principal.BackendPrincipal;
import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.access.Principal.RepositoryPrincipal;
import io.kitward.server.access.Principal.Role;
import io.kitward.server.access.Principal.TokenPrincipal;
import io.kitward.server.access.Target.BackendTarget;
import io.kitward.server.access.Target.Everything;
import io.kitward.server.access.Target.NamedTarget;
import io.kitward.server.access.Target.NodeTarget;
import io.kitward.server.access.Target.TagsTarget;
import io.kitward.server.fleet.Source;

/**
 * The one check of every read and write. A node reaches nothing but itself, a backend nothing but
 * its own discovery list; a refusal is written down. Thread-safe.
 */
public final class Access {
  private static final Decision ALLOWED = new Decision.Allowed();

  private final Denials denials;

  public Access(Denials denials) {
    this.denials = denials;
  }

  /** Decides, and writes a refusal of somebody known to the audit trail. */
  public Decision check(Principal principal, Action action, Target target) {
    Decision decision = decide(principal, action, target);
    if (decision instanceof Decision.Denied denied) {
      denials.denied(principal, action, target, denied.reason());
    }
    return decision;
  }

  /** The rule itself: a pure function. */
  public static Decision decide(Principal principal, Action action, Target target) {
    if (action == Action.READ_PUBLIC) {
      return ALLOWED;
    }
    return switch (principal) {
      case Anonymous _ -> new Decision.CredentialNeeded();
      case TokenPrincipal token -> token(token, action, target);
      case NodePrincipal node -> node(node, action, target);
      case BackendPrincipal backend -> backend(backend, action, target);
      case RepositoryPrincipal _ -> repository(action);
    };
  }

  private static Decision token(TokenPrincipal token, Action action, Target target) {
    if (token.role() == Role.OPERATOR && action == Action.ADMINISTER_TOKENS) {
      return new Decision.Denied("an operator's token neither sees, makes nor revokes tokens");
    }
    if (token.role() == Role.OPERATOR && action == Action.WRITE_PRIVILEGED_DOCUMENTS) {
      return new Decision.Denied(
          "an operator's token writes no document that makes its writer root on nodes");
    }
    if (action == Action.DECLARE || action == Action.ENROL_VOUCHER) {
      return new Decision.Denied("only a node's own certificate speaks for its Puppet");
    }
    if (action == Action.WRITE_TAGS
        && target instanceof TagsTarget tags
        && !Source.writableByPeople(tags.source())) {
      return new Decision.Denied(
          "the source “"
              + tags.source()
              + "” is not written by people, only user/, token/ and import/");
    }
    return ALLOWED;
  }

  private static Decision node(NodePrincipal node, Action action, Target target) {
    return switch (action) {
      case READ_NODE, RENEW_CERTIFICATE, DECLARE, ENROL_VOUCHER -> own(node, target);
      case WRITE_TAGS -> ownTags(node, target);
      case READ_PUBLIC, FETCH_CONNECTOR -> ALLOWED;
      case READ_FLEET,
          READ_DOCUMENTS,
          WRITE_DOCUMENTS,
          WRITE_PRIVILEGED_DOCUMENTS,
          READ_PLANS,
          WRITE_PLANS,
          READ_BACKENDS,
          OPERATE_BACKENDS,
          RELEASE_EXCEPTION,
          OPERATE_EXCEPTIONS,
          OPERATE_NODE,
          READ_AUDIT,
          READ_METRICS,
          ADMINISTER_TOKENS,
          ADMINISTER_SECRETS,
          ADMIT_NODES,
          DISCOVER ->
          new Decision.Denied("a node's certificate opens only that node");
    };
  }

  private static Decision own(NodePrincipal node, Target target) {
    String certname =
        switch (target) {
          case NodeTarget named -> named.certname();
          case TagsTarget tags -> tags.certname();
          case Everything _, BackendTarget _, NamedTarget _ -> "";
        };
    return certname.equals(node.certname())
        ? ALLOWED
        : new Decision.Denied("the certificate of " + node.certname() + " opens only that node");
  }

  private static Decision ownTags(NodePrincipal node, Target target) {
    if (own(node, target) instanceof Decision.Denied denied) {
      return denied;
    }
    return target instanceof TagsTarget tags && tags.source().equals(Source.NODE.text())
        ? ALLOWED
        : new Decision.Denied("a node writes only its own source “node”");
  }

  /** Only an administrator makes a Repository, so what it brings may be what they may bring. */
  private static Decision repository(Action action) {
    return action == Action.WRITE_PRIVILEGED_DOCUMENTS
        ? ALLOWED
        : new Decision.Denied("a followed repository only brings documents");
  }

  private static Decision backend(BackendPrincipal backend, Action action, Target target) {
    return action == Action.DISCOVER && target.equals(new BackendTarget(backend.backend()))
        ? ALLOWED
        : new Decision.Denied("the token of a backend opens only its own discovery list");
  }
}
