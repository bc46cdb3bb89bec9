package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** Tests beside one server, which starts before the first of them and ends after the last. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AtServer {

  final TestServer server;
  final Caller admin;
  final View view;

  AtServer() throws Exception {
    server = TestServer.start();
    admin = server.admin();
    view = new View(admin);
  }

  @AfterAll
  void stop() throws IOException {
    admin.close();
    server.close();
  }

  /** Applies documents, which must be taken. */
  void apply(String... documents) {
    Reply reply = admin.apply(String.join("", documents));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
  }

  /** Replaces the tags of a source on a node. */
  void tag(String certname, String source, List<String> tags) {
    assertThat(admin.putTags(certname, source, tags).status()).isEqualTo(200);
  }
}
