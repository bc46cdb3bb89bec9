package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PuppetE2E {
  private Lab lab;
  private PuppetServer server;
  private PuppetAgent db1;
  private PuppetAgent web1;

  @BeforeAll
  void open() {
    lab = Lab.open(Room.TEST);
    lab.prepare(PuppetAgent.LAYER);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var starting = CompletableFuture.supplyAsync(() -> PuppetServer.start(lab), threads);
      var first = CompletableFuture.supplyAsync(() -> agent("db1"), threads);
      var second = CompletableFuture.supplyAsync(() -> agent("web1"), threads);
      server = starting.join();
      db1 = first.join();
      web1 = second.join();
    }
  }

  @AfterAll
  void close() {
    lab.close();
  }

  private PuppetAgent agent(String name) {
    return PuppetAgent.on(lab.host(name, PuppetAgent.LAYER));
  }

  @Test
  void twoAgentsGetTheirCatalogsAndChangedCodeShowsInTheNextRun() {
    server.writeManifest(
        """
        node 'db1.lab' { file { '/root/who': content => "I am ${trusted['certname']}\\n" } }
        node 'web1.lab' { file { '/root/who': content => 'web' } }
        """);
    db1.run().orThrow();
    web1.run().orThrow();
    assertThat(db1.host().read("/root/who")).isEqualTo("I am db1.lab\n");
    assertThat(web1.host().read("/root/who")).isEqualTo("web");
    assertThat(web1.run().exit()).isZero();

    server.writeManifest("node default { file { '/root/who': content => 'changed' } }\n");

    assertThat(db1.run().exit()).isEqualTo(2);
    assertThat(db1.host().read("/root/who")).isEqualTo("changed");
  }

  @Test
  void aTagThatIsNoTagFailsTheCompilationAndNamesItself() {
    server.writeManifest("node default { kitward::tag('no tag') }\n");

    PuppetRun run = web1.run();

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.output()).contains("kitward::tag").contains("Kitward::Tag");
  }

  @Test
  void anUnreachableKitwardFailsOneResourceAndTheRestOfTheRunGoesOn() {
    server.writeManifest(
        """
        node default {
          class { 'kitward': manage_connector => false }
          kitward::tag('a', 'b=c')
          file { '/root/after': content => 'there' }
        }
        """);

    PuppetRun run = web1.run();

    assertThat(run.exit()).isIn(4, 6);
    assertThat(run.output()).contains("Kitward at kitward.lab:4320 can't be reached");
    assertThat(web1.host().read("/root/after")).isEqualTo("there");
  }

  @Test
  void aRevokedNodeGetsNoCatalog() {
    PuppetAgent third = agent("n1");
    server.writeManifest("node default { }\n");
    third.run().orThrow();

    server.revoke("n1.lab");

    assertThat(third.run().exit()).isEqualTo(1);
  }
}
