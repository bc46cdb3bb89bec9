package io.kitward.cli.push;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.common.util.security.SecurityUtils;

/**
 * SSH connections with the user's keys: host keys held against {@code known_hosts}, through a jump
 * host if there is one. Thread-safe.
 */
public final class Ssh implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final SshClient client;
  private final HostKeys hostKeys;
  private final Optional<Destination> jump;
  private Optional<ClientSession> jumped = Optional.empty(); // only under this object's lock

  /** A command's end. */
  public record Done(int exit, String out, String errors) {}

  /** A connection that could not be made, in words. */
  public static final class Unreachable extends Exception {
    private static final long serialVersionUID = 1;

    Unreachable(String words) {
      super(words);
    }
  }

  private Ssh(SshClient client, HostKeys hostKeys, Optional<Destination> jump) {
    this.client = client;
    this.hostKeys = hostKeys;
    this.jump = jump;
  }

  /**
   * Gets ready to connect.
   *
   * @param keys private keys without a pass phrase; those with one belong into the agent
   * @param agent the socket of the key agent
   */
  public static Ssh with(
      HostKeys hostKeys, List<Path> keys, Optional<Path> agent, Optional<Destination> jump)
      throws IOException {
    // The library tells of itself through SLF4J, which says on standard error that nobody listens.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    List<KeyPair> pairs = new ArrayList<>();
    for (Path key : keys) {
      pairs.addAll(pairs(key));
    }
    SshClient client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier(hostKeys);
    client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(pairs));
    client.setPasswordIdentityProvider(null);
    client.setUserInteraction(null);
    client.setUserAuthFactoriesNames(List.of("publickey"));
    agent.ifPresent(socket -> client.setAgentFactory(new KeyAgent(socket)));
    client.start();
    return new Ssh(client, hostKeys, jump);
  }

  private static List<KeyPair> pairs(Path key) throws IOException {
    try (var in = Files.newInputStream(key)) {
      List<KeyPair> pairs = new ArrayList<>();
      Iterable<KeyPair> read =
          SecurityUtils.loadKeyPairIdentities(null, key::toString, in, FilePasswordProvider.EMPTY);
      if (read != null) {
        read.forEach(pairs::add);
      }
      return pairs;
    } catch (GeneralSecurityException e) {
      throw new IOException(key + " is no private key that can be used: " + e.getMessage(), e);
    }
  }

  /** Connects and signs in. */
  public ClientSession open(Destination to) throws Unreachable {
    if (jump.isEmpty()) {
      return open(to, to.host(), to.port());
    }
    try {
      var way =
          jumpHost()
              .createLocalPortForwardingTracker(
                  new SshdSocketAddress("127.0.0.1", 0),
                  new SshdSocketAddress(to.host(), to.port()));
      SshdSocketAddress entrance = way.getBoundAddress();
      return open(to, entrance.getHostName(), entrance.getPort());
    } catch (IOException e) {
      throw new Unreachable("there is no way through " + jump.get() + ": " + words(e));
    }
  }

  private synchronized ClientSession jumpHost() throws Unreachable {
    Optional<ClientSession> there = jumped.filter(ClientSession::isOpen);
    if (there.isEmpty()) {
      Destination via = jump.orElseThrow();
      there = Optional.of(open(via, via.host(), via.port()));
      jumped = there;
    }
    return there.get();
  }

  private ClientSession open(Destination to, String host, int port) throws Unreachable {
    ClientSession session;
    try {
      session =
          client
              .connect(
                  to.user(), host, port, AttributeRepository.ofKeyValuePair(HostKeys.TARGET, to))
              .verify(CONNECT)
              .getSession();
    } catch (IOException e) {
      throw new Unreachable("no connection to " + to + ": " + words(e));
    }
    try {
      session.auth().verify(CONNECT);
      return session;
    } catch (IOException e) {
      session.close(true);
      String refusal = hostKeys.refusal(to);
      if (!refusal.isEmpty()) {
        throw new Unreachable(refusal);
      }
      boolean answered = session.getServerVersion() != null;
      throw new Unreachable(
          answered
              ? to + " does not let " + to.user() + " in with these keys: " + words(e)
              : "no connection to " + to + jump.map(via -> " through " + via).orElse(""));
    }
  }

  private static String words(IOException e) {
    Throwable cause = e;
    for (Throwable next = e; next != null; next = next.getCause()) {
      cause = next;
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /**
   * Runs a command and waits for it.
   *
   * @param input what it reads
   * @param line told each line that it prints
   */
  public static Done run(ClientSession session, String command, String input, Consumer<String> line)
      throws IOException {
    var out = new Lines(line);
    var errors = new Lines(line);
    try (ChannelExec channel = session.createExecChannel(command)) {
      channel.setOut(out);
      channel.setErr(errors);
      channel.open().verify(CONNECT);
      feed(channel, input);
      Set<ClientChannelEvent> seen =
          channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LONGEST);
      Integer exit = channel.getExitStatus();
      if (seen.contains(ClientChannelEvent.TIMEOUT)) {
        throw new IOException("it did not end within " + LONGEST.toMinutes() + " minutes");
      }
      if (exit == null) {
        throw new IOException("the connection broke off");
      }
      return new Done(exit, out.text(), errors.text());
    }
  }

  /** A command may end before it has read everything, or anything: its exit code tells how. */
  private static void feed(ChannelExec channel, String input) {
    try (OutputStream in = channel.getInvertedIn()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // said by the exit code, or by its absence
    }
  }

  @Override
  public void close() {
    client.stop();
  }
}
