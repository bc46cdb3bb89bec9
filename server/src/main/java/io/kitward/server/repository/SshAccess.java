package io.kitward.server.repository;

import io.kitward.policy.RepositoryDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/**
 * Signs in to the SSH server of one repository, by the key that the repository's document names and
 * to no server but the one that has its host key. Nothing of the machine's own SSH settings, keys
 * or known hosts plays a part. For one look.
 */
final class SshAccess extends SshSessionFactory {

  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final int USUAL_PORT = 22;

  private final RepositoryDocument repository;
  private final String privateKey;

  SshAccess(RepositoryDocument repository, String privateKey) {
    this.repository = repository;
    this.privateKey = privateKey;
  }

  @Override
  public RemoteSession getSession(
      URIish uri, CredentialsProvider credentials, FS files, int timeoutMillis)
      throws TransportException {
    SshClient client = SshClient.setUpDefaultClient();
    try {
      PublicKey expected =
          PublicKeyEntry.parsePublicKeyEntry(repository.hostKey())
              .resolvePublicKey(null, Map.of(), null);
      client.setServerKeyVerifier(
          (session, address, shown) -> KeyUtils.compareKeys(expected, shown));
      client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
      client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(keys()));
      client.setPasswordIdentityProvider(null);
      client.setUserInteraction(null);
      client.setUserAuthFactoriesNames(List.of("publickey"));
      client.start();
      int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
      ClientSession session =
          client.connect(repository.user(), uri.getHost(), port).verify(CONNECT).getSession();
      session.auth().verify(CONNECT);
      return new Opened(client, session);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      client.stop();
      throw new TransportException(
          "no SSH connection, by this host key and private key: " + e.getMessage(), e);
    }
  }

  private Iterable<KeyPair> keys() throws IOException, GeneralSecurityException {
    byte[] text = (privateKey + "\n").getBytes(StandardCharsets.US_ASCII);
    Iterable<KeyPair> keys =
        SecurityUtils.loadKeyPairIdentities(
            null,
            NamedResource.ofName("secret"),
            new ByteArrayInputStream(text),
            FilePasswordProvider.EMPTY);
    if (keys == null) {
      throw new IOException("the secret is no private key; it must have no pass phrase");
    }
    return keys;
  }

  @Override
  public String getType() {
    return "kitward";
  }

  /** A session of its own client, which ends with it. */
  private record Opened(SshClient client, ClientSession session) implements RemoteSession {
    @Override
    public Process exec(String command, int timeoutSeconds) throws IOException {
      return SshProcess.start(session, command, CONNECT);
    }

    @Override
    public void disconnect() {
      session.close(true);
      client.stop();
    }
  }
}
