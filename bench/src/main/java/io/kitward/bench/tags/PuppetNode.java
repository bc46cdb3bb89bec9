package io.kitward.bench.tags;

import io.kitward.bench.tags.NodeConnection.Ask;
import io.kitward.bench.tags.NodeConnection.Reply;
import io.netty.handler.ssl.SslContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A node that Puppet declared tags on.
 *
 * @param answer what the server says of its declaration
 */
@SuppressWarnings("ArrayRecordComponent") // a node is never compared
record PuppetNode(String certname, SslContext tls, byte[] answer) {

  /** How many tags a node has. */
  static final int TAGS = 10;

  /** How many of them are others in the next generation. */
  static final int SWAPPED = 5;

  /**
   * Its tags.
   *
   * @param generation each has {@link #SWAPPED} tags that no other has
   */
  static List<String> tags(int generation) {
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < TAGS; i++) {
      tags.add("profile-" + i + "=v" + (i < SWAPPED ? generation : 0));
    }
    return tags;
  }

  /** Declares a node's first tags and reads them back. */
  static PuppetNode declared(
      NodeClient client, Compiler compiler, String certname, SslContext tls, Instant now) {
    List<String> tags = tags(0);
    byte[] body = compiler.declaration(certname, tags, now);
    expect(client.alone(tls, Ask.put(UnchangedLoad.QUESTION.path(), body)).join());
    Reply reply = expect(client.alone(tls, UnchangedLoad.QUESTION).join());
    String answer = new String(reply.body(), StandardCharsets.UTF_8);
    for (String tag : tags) {
      if (!answer.contains('"' + tag + '"')) {
        throw new IllegalStateException(certname + " lacks " + tag + ": " + answer);
      }
    }
    return new PuppetNode(certname, tls, reply.body());
  }

  static Reply expect(Reply reply) {
    if (reply.status() != 200) {
      throw new IllegalStateException(
          "answered " + reply.status() + ": " + new String(reply.body(), StandardCharsets.UTF_8));
    }
    return reply;
  }
}
