package io.kitward.server;

import io.kitward.server.config.ServerConfig;
import io.kitward.server.pki.CertificateAuthority;
import io.kitward.server.pki.Credential;
import io.kitward.server.pki.Pem;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What the people's door shows: a certificate of Kitward's own CA, made anew at each start, or one
 * that somebody else cares for.
 *
 * @param ca the authorities by which clients know it, in PEM
 */
record PeopleIdentity(Credential credential, String ca) {

  private static final Duration LIFE = Duration.ofDays(825);

  static PeopleIdentity of(ServerConfig config, CertificateAuthority own, Instant now) {
    return config
        .peopleCertificate()
        .map(
            given ->
                new PeopleIdentity(
                    Credential.ofServer(
                        given.files().certificate(), given.files().key(), config.name(), now),
                    Pem.print(Pem.certificatesIn("people.ca-file", given.ca()))))
        .orElseGet(
            () ->
                new PeopleIdentity(
                    own.issueServer(
                        List.of(config.name(), "localhost"),
                        Set.of(InetAddress.getLoopbackAddress()),
                        LIFE),
                    Pem.print(List.of(own.certificate()))));
  }

  SSLContext context(SecureRandom random) throws GeneralSecurityException {
    char[] password = new char[0];
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(credential.keyStore(password), password);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, random);
    return context;
  }
}
