package io.kitward.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.access.Decision.Allowed;
import io.kitward.server.access.Decision.CredentialNeeded;
import io.kitward.server.access.Decision.Denied;
import io.kitward.server.access.Principal.Anonymous;
import io.kitward.server.access.Principal.BackendPrincipal;
import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.access.Principal.Role;
import io.kitward.server.access.Principal.TokenPrincipal;
import io.kitward.server.access.Target.BackendTarget;
import io.kitward.server.access.Target.Everything;
import io.kitward.server.access.Target.NodeTarget;
import io.kitward.server.access.Target.TagsTarget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AccessTest {
  private static final Principal NODE =
      new NodePrincipal("db1.example", "CN=Puppet CA", "1f", null);
  private static final Principal ADMIN = new TokenPrincipal("admin", Role.ADMIN);

  @ParameterizedTest
  @EnumSource(Action.class)
  void aNodeNeverReachesAnotherNode(Action action) {
    for (Target target :
        List.of(new NodeTarget("web1.example"), new TagsTarget("web1.example", "node"))) {
      boolean harmless = action == Action.READ_PUBLIC || action == Action.FETCH_CONNECTOR;
      assertThat(Access.decide(NODE, action, target))
          .isInstanceOf(harmless ? Allowed.class : Denied.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void nobodyReachesAnythingButWhatIsPublic(Action action) {
    assertThat(Access.decide(new Anonymous(), action, new Everything()))
        .isInstanceOf(action == Action.READ_PUBLIC ? Allowed.class : CredentialNeeded.class);
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void aBackendReachesOnlyItsOwnList(Action action) {
    var backend = new BackendPrincipal("mon");
    boolean own = action == Action.READ_PUBLIC || action == Action.DISCOVER;
    assertThat(Access.decide(backend, action, new BackendTarget("mon")))
        .isInstanceOf(own ? Allowed.class : Denied.class);
    assertThat(Access.decide(backend, action, new BackendTarget("other")))
        .isInstanceOf(action == Action.READ_PUBLIC ? Allowed.class : Denied.class);
  }

  @ParameterizedTest
  @CsvSource({
    "node, true, false",
    "puppet, false, false",
    "cert, false, false",
    "rule/os, false, false",
    "user/ada, false, true",
    "token/ci, false, true",
    "import/cmdb, false, true"
  })
  void eachSourceHasItsWriters(String source, boolean byNode, boolean byPeople) {
    var target = new TagsTarget("db1.example", source);
    assertThat(Access.decide(NODE, Action.WRITE_TAGS, target) instanceof Allowed).isEqualTo(byNode);
    assertThat(Access.decide(ADMIN, Action.WRITE_TAGS, target) instanceof Allowed)
        .isEqualTo(byPeople);
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void anOperatorMayAllButWhatMakesAnAdministrator(Action action) {
    boolean reserved =
        action == Action.ADMINISTER_TOKENS || action == Action.WRITE_PRIVILEGED_DOCUMENTS;
    // Nobody speaks for a node's Puppet but the node.
    boolean nodes = action == Action.DECLARE || action == Action.ENROL_VOUCHER;
    assertThat(Access.decide(new TokenPrincipal("ops", Role.OPERATOR), action, new Everything()))
        .isInstanceOf(reserved || nodes ? Denied.class : Allowed.class);
    assertThat(Access.decide(ADMIN, action, new Everything()))
        .isInstanceOf(nodes ? Denied.class : Allowed.class);
  }

  @Test
  void aNodeReadsAllSourcesOfItself() {
    assertThat(Access.decide(NODE, Action.READ_NODE, new TagsTarget("db1.example", "user/ada")))
        .isInstanceOf(Allowed.class);
  }

  @Test
  void aRefusalOfSomebodyKnownIsWrittenDown() {
    var denials = new ArrayList<String>();
    var access =
        new Access(
            (who, action, target, reason) -> denials.add(who.display() + " " + target.display()));
    access.check(NODE, Action.WRITE_TAGS, new TagsTarget("web1.example", "node"));
    access.check(new Anonymous(), Action.READ_FLEET, new Everything());
    access.check(ADMIN, Action.READ_FLEET, new Everything());
    assertThat(denials).containsExactly("node/db1.example node/web1.example/tags/node");
  }
}
