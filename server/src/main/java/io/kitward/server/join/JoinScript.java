package io.kitward.server.join;

import io.kitward.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What a machine runs to join, and how it comes to it safely: the authority is checked against a
 * fingerprint that stands in the command, and the script is fetched through it.
 *
 * @param peopleUrl where the people's door is
 * @param peopleCa its authority, in PEM
 * @param nodeDoor {@code HOST:PORT} of the node door
 * @param nodeCa the authorities that its certificate may be signed by, in PEM
 */
public record JoinScript(String peopleUrl, String peopleCa, String nodeDoor, String nodeCa) {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.:/\\[\\]_-]+");

  public JoinScript {
    if (!PLAIN.matcher(peopleUrl).matches() || !PLAIN.matcher(nodeDoor).matches()) {
      throw new IllegalArgumentException(
          "the server's name has characters that no address has: " + peopleUrl);
    }
  }

  /** The script itself. */
  public String text() {
    try (InputStream in = JoinScript.class.getResourceAsStream("/join/join.sh")) {
      if (in == null) {
        throw new IllegalStateException("join/join.sh is missing in this server");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("@PEOPLE_URL@", peopleUrl)
          .replace("@NODE_DOOR@", nodeDoor)
          .replace("@PEOPLE_CA@", peopleCa)
          .replace("@NODE_CA@", nodeCa);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The command that a person pastes on the machine.
   *
   * @param variables for the script, such as {@code KITWARD_TOKEN=…}
   */
  public String command(String variables) {
    return "ca=$(mktemp) && curl -fsSk "
        + peopleUrl
        + "/join/ca.pem -o \"$ca\" && echo \""
        + Json.sha256(peopleCa)
        + "  $ca\" | sha256sum -c --quiet && curl -fsS --cacert \"$ca\" "
        + peopleUrl
        + "/join | "
        + (variables.isEmpty() ? "" : variables + " ")
        + "sh";
  }
}
