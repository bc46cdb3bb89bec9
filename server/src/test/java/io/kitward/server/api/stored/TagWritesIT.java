package io.kitward.server.api.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Tag;
import io.kitward.server.access.Principal;
import io.kitward.server.api.port.Actor;
import io.kitward.server.fleet.ForeignIssuerException;
import io.kitward.server.fleet.Source;
import io.kitward.server.store.Store;
import io.kitward.server.store.TestStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TagWritesIT {

  private static final TestStore TOGETHER = TestStore.fresh();
  private static final TestStore ALONE = TestStore.fresh();
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Actor PERSON =
      new Actor(new Principal.TokenPrincipal("ann", Principal.Role.ADMIN), "request-1");

  @AfterAll
  static void close() {
    TOGETHER.close();
    ALONE.close();
  }

  @Test
  void requestsThatShareATransactionLeaveWhatTheyWouldOneAfterAnother() {
    long seed = Long.getLong("kitward.seed", 20261122);
    var random = new Random(seed);
    int requests = 0;
    for (int round = 0; round < 60; round++) {
      List<TagWrites.Change> changes = new ArrayList<>();
      for (int i = random.nextInt(1, 12); i > 0; i--) {
        changes.add(drawn(random));
      }
      requests += changes.size();
      List<String> together = answers(TOGETHER.store(), changes);
      List<String> alone = new ArrayList<>();
      changes.forEach(change -> alone.addAll(answers(ALONE.store(), List.of(change))));
      assertThat(together).as("seed %d, round %d", seed, round).isEqualTo(alone);
    }
    System.out.printf("tag writes: %d requests compared, seed %d%n", requests, seed);
    for (String rows :
        List.of(
            "select certname || ' ' || source || ' ' || key || '=' || value || ' ' || set_by from tag join node on id = node_id",
            "select certname || ' ' || source || ' ' || s.revision from tag_set s join node on id = node_id",
            "select certname || ' ' || issuer from node",
            "select certname || ' ' || message from event join node on node.id = node_id",
            "select principal || ' ' || object || ' ' || detail from audit")) {
      assertThat(rows(TOGETHER.store(), rows)).isNotEmpty().isEqualTo(rows(ALONE.store(), rows));
    }
  }

  /** Few nodes and sources, so that requests of one round often meet. */
  private static TagWrites.Change drawn(Random random) {
    String certname = "n" + random.nextInt(4) + ".lab";
    Tag tag = Tag.parse("k" + random.nextInt(3) + "=v" + random.nextInt(2));
    UnaryOperator<SortedSet<Tag>> decide =
        switch (random.nextInt(5)) {
          case 0, 1 -> present -> with(present, tag, true);
          case 2 -> present -> with(present, tag, false);
          case 3 -> _ -> new TreeSet<>(List.of(tag));
          default ->
              present -> {
                if (present.contains(tag)) {
                  throw new IllegalArgumentException(tag + " is there already");
                }
                return with(present, tag, true);
              };
        };
    boolean node = random.nextInt(3) == 0;
    Actor actor =
        node
            ? new Actor(
                new Principal.NodePrincipal(certname, "CA" + random.nextInt(2), "1f", null),
                "request-2")
            : PERSON;
    String source = node ? "node" : "user/u" + random.nextInt(2);
    return new TagWrites.Change(certname, new Source(source), decide, Optional.empty(), actor, NOW);
  }

  private static SortedSet<Tag> with(SortedSet<Tag> present, Tag tag, boolean there) {
    SortedSet<Tag> wanted = new TreeSet<>(present);
    if (there) {
      wanted.add(tag);
    } else {
      wanted.remove(tag);
    }
    return wanted;
  }

  private static List<String> answers(Store store, List<TagWrites.Change> changes) {
    List<TagWrites.Answer> answers = store.write(handle -> TagWrites.write(handle, changes));
    return answers.stream()
        .map(
            answer ->
                switch (answer) {
                  case TagWrites.Answer.Done done ->
                      done.change().added()
                          + " "
                          + done.change().removed()
                          + " "
                          + done.change().after().tags()
                          + " "
                          + done.change().after().revision();
                  case TagWrites.Answer.Refused refused ->
                      refused.reason() instanceof ForeignIssuerException
                          ? "stranger"
                          : String.valueOf(refused.reason().getMessage());
                })
        .toList();
  }

  private static List<String> rows(Store store, String select) {
    return store.read(
        handle -> handle.createQuery(select + " order by 1").mapTo(String.class).list());
  }
}
