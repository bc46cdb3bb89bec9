package io.kitward.server.pki;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the node door shows to nodes: a certificate of the Puppet CA, or where that was refused and
 * it is allowed, one of Kitward's.
 *
 * @param notice what a person should know, as Puppet agents trust Kitward's CA only when they are
 *     told to
 */
public record NodeDoorCredential(Credential credential, Optional<String> notice) {

  /**
   * Decides by how far the request to the Puppet CA has come.
   *
   * @param fallBack whether Kitward's own CA may stand in
   * @throws PkiException {@code puppet-ca-refused}, or while somebody has to sign {@code
   *     puppet-ca-waiting} (retryable)
   */
  public static NodeDoorCredential choose(
      Enrolment enrolment,
      boolean fallBack,
      CertificateAuthority own,
      List<String> names,
      Duration life) {
    return switch (enrolment) {
      case Enrolment.Enrolled enrolled ->
          new NodeDoorCredential(enrolled.credential(), Optional.empty());
      case Enrolment.Waiting waiting ->
          throw PkiException.passing("puppet-ca-waiting", waiting.words());
      case Enrolment.Refused refused when fallBack ->
          new NodeDoorCredential(
              own.issueServer(names, Set.of(), life),
              Optional.of(
                  refused.words()
                      + " The node door uses a certificate of Kitward's own CA instead; Puppet agents must be given its ca.pem."));
      case Enrolment.Refused refused ->
          throw PkiException.permanent("puppet-ca-refused", refused.words());
    };
  }
}
