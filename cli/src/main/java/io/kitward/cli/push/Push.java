package io.kitward.cli.push;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.sshd.client.session.ClientSession;

/**
 * Makes one machine a node over SSH, by the same script that people run by hand. Twice is harmless.
 *
 * @param script what the machine runs
 * @param token gets a one-time token: for a name that a person gave, or for a new node
 */
public record Push(Ssh ssh, String script, BiFunction<String, Boolean, Token> token) {

  /** A token, and how to give it back when it was not needed. */
  public record Token(String value, Runnable unused) {}

  /** How it went. */
  public enum Result {
    JOINED,
    ALREADY,
    FAILED
  }

  /**
   * The end for one machine.
   *
   * @param certname empty while unknown
   */
  public record Ended(Destination destination, String certname, Result result, String words) {}

  /** Does it; never throws. */
  public Ended to(Destination destination, Consumer<String> progress) {
    progress.accept("connecting");
    try (ClientSession session = ssh.open(destination)) {
      return on(session, destination, progress);
    } catch (Ssh.Unreachable | IOException | RuntimeException e) {
      return new Ended(destination, "", Result.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private Ended on(ClientSession session, Destination destination, Consumer<String> progress)
      throws IOException {
    // The name that a person gave counts; what the machine calls itself makes only a new node.
    Optional<String> given = destination.certname();
    String certname = given.isPresent() ? given.get() : ownName(session);
    String root = destination.user().equals("root") ? "" : "sudo -n ";
    if (!root.isEmpty() && Ssh.run(session, "sudo -n true", "", _ -> {}).exit() != 0) {
      return new Ended(
          destination,
          certname,
          Result.FAILED,
          "sudo asks "
              + destination.user()
              + " for a password; let it go without one, or use root");
    }
    Token once = token.apply(certname, given.isPresent());
    progress.accept("running the join script as " + certname);
    var said = new StringBuilder();
    Ssh.Done done;
    boolean used = false;
    try {
      done =
          Ssh.run(
              session,
              root + "sh -s",
              "KITWARD_TOKEN='%s' KITWARD_CERTNAME='%s'\n%s"
                  .formatted(once.value(), certname, script),
              line -> {
                if (line.startsWith("kitward: ")) {
                  String words = line.substring("kitward: ".length());
                  synchronized (said) {
                    said.setLength(0);
                    said.append(words);
                  }
                  progress.accept(words);
                }
              });
      used = done.out().contains(" has a certificate, ");
    } finally {
      if (!used) {
        once.unused().run();
      }
    }
    String last;
    synchronized (said) {
      last = said.toString();
    }
    if (done.exit() != 0) {
      String words = last.isEmpty() ? done.errors().strip() : last;
      return new Ended(
          destination,
          certname,
          Result.FAILED,
          words.isEmpty() ? "the script ended with " + done.exit() : words);
    }
    return new Ended(destination, certname, used ? Result.JOINED : Result.ALREADY, last);
  }

  private static String ownName(ClientSession session) throws IOException {
    String name =
        Ssh.run(session, "hostname -f || hostname", "", _ -> {})
            .out()
            .strip()
            .toLowerCase(java.util.Locale.ROOT);
    if (!name.matches("[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?") || name.startsWith("localhost")) {
      throw new IOException("the machine calls itself “" + name + "”, which is no name of a node");
    }
    return name;
  }
}
