package io.kitward.server.backend.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.backend.driver.HostChange.Field;
import io.kitward.server.backend.driver.HostDifference.Drift;
import io.kitward.server.backend.driver.HostDifference.Known;
import io.kitward.server.backend.driver.HostDifference.Leaving;
import io.kitward.server.backend.driver.HostDifference.Verdict;
import io.kitward.server.desired.WantedHost;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostDifferenceTest {

  private static final UUID NODE = UUID.fromString("00000000-0000-7000-8000-000000000001");
  private static final UUID INSTANCE = UUID.fromString("00000000-0000-7000-8000-000000000002");

  /** A console that writes everything as it is wanted; a field {@code key} is a secret. */
  private static final HostForm PLAIN =
      new HostForm() {
        @Override
        public SeenHost expected(WantedHost wanted) {
          var services = new TreeMap<String, SortedMap<String, String>>();
          wanted
              .services()
              .forEach(
                  (name, service) -> {
                    var shown = new TreeMap<>(service.fields());
                    shown.remove("key");
                    if (shown.containsKey("unfit")) {
                      throw new IllegalArgumentException("unfit is " + shown.get("unfit"));
                    }
                    services.put(name, shown);
                  });
          return new SeenHost(
              "",
              Optional.of(wanted.node()),
              wanted.name(),
              wanted.address(),
              wanted.groups(),
              wanted.templates(),
              wanted.labels(),
              wanted.variables(),
              services,
              true);
        }

        @Override
        public SortedMap<String, String> secrets(WantedHost wanted) {
          var secrets = new TreeMap<String, String>();
          wanted.services().forEach((name, service) -> secrets.put(name, service.field("key")));
          return secrets;
        }
      };

  private static final HostDifference MENDING = difference(Drift.MEND, Leaving.DELETE);
  private static final HostDifference RESPECTING = difference(Drift.RESPECT, Leaving.DELETE);

  private static HostDifference difference(Drift drift, Leaving leaving) {
    return new HostDifference(PLAIN, new HostDifference.Conduct(drift, leaving));
  }

  private static WantedHost host(String address, Set<String> groups, Map<String, String> labels) {
    return host(address, groups, labels, Map.of("port", "10050", "key", "secret:psk@1"));
  }

  private static WantedHost host(
      String address, Set<String> groups, Map<String, String> labels, Map<String, String> fields) {
    return new WantedHost(
        NODE,
        "db1.lab",
        address,
        new TreeSet<>(groups),
        new TreeSet<>(),
        new TreeMap<>(labels),
        new TreeMap<>(),
        new TreeMap<>(Map.of("agent", new WantedHost.Service(INSTANCE, new TreeMap<>(fields)))));
  }

  private static final WantedHost WANTED =
      host("10.0.0.1", Set.of("Databases"), Map.of("environment", "production"));

  private static SeenHost seen(WantedHost host, String id) {
    SeenHost shown = PLAIN.expected(host);
    return new SeenHost(
        id,
        shown.node(),
        shown.name(),
        shown.address(),
        shown.groups(),
        shown.templates(),
        shown.labels(),
        shown.variables(),
        shown.services(),
        shown.enabled());
  }

  private static Known known(WantedHost wanted, WantedHost applied) {
    return new Known(Optional.of(wanted), Optional.of(applied), "");
  }

  private static HostChange.Update update(Verdict verdict) {
    assertThat(verdict.changes()).hasSize(1);
    return (HostChange.Update) verdict.changes().getFirst();
  }

  @Test
  void aHostThatIsNotThereIsCreated() {
    Verdict verdict = MENDING.of(new Known(Optional.of(WANTED), Optional.empty(), ""), List.of());

    assertThat(verdict)
        .isEqualTo(new Verdict(List.of(new HostChange.Create(WANTED)), List.of(), ""));
  }

  @Test
  void whatIsAsItShallBeIsLeftAlone() {
    assertThat(MENDING.of(known(WANTED, WANTED), List.of(seen(WANTED, "7"))))
        .isEqualTo(new Verdict(List.of(), List.of(), ""));
  }

  @Test
  void whatWasHalfDoneBeforeACrashIsCompletedFromWhatIsSeen() {
    SeenHost half = seen(host("10.0.0.1", Set.of(), Map.of()), "7");

    HostChange.Update update =
        update(MENDING.of(new Known(Optional.of(WANTED), Optional.empty(), ""), List.of(half)));

    assertThat(update.fields())
        .containsExactlyInAnyOrder(Field.GROUPS, Field.LABELS, Field.SECRETS);
    assertThat(update.after()).isEqualTo(seen(WANTED, "7"));
  }

  @Test
  void onlyTheFieldThatChangedIsChangedAndWhatPeopleAddedStays() {
    SeenHost seen =
        seen(
            host(
                "10.0.0.1",
                Set.of("Databases", "By hand"),
                Map.of("environment", "production", "owner", "ana")),
            "7");
    WantedHost moved = host("10.0.0.1", Set.of("Web"), Map.of("environment", "production"));

    HostChange.Update update = update(MENDING.of(known(moved, WANTED), List.of(seen)));

    assertThat(update.fields()).containsExactly(Field.GROUPS);
    assertThat(update.after().groups()).containsExactly("By hand", "Web");
    assertThat(update.after().labels()).containsEntry("owner", "ana");
  }

  @Test
  void aPersonsChangeIsPutBackOrRespectedAndSaidInBothCases() {
    SeenHost changed = seen(host("10.9.9.9", Set.of(), Map.of("environment", "test")), "7");

    Verdict mended = MENDING.of(known(WANTED, WANTED), List.of(changed));
    Verdict respected = RESPECTING.of(known(WANTED, WANTED), List.of(changed));

    assertThat(update(mended).after()).isEqualTo(seen(WANTED, "7"));
    assertThat(respected.changes()).isEmpty();
    assertThat(mended.drift())
        .containsExactly(
            "address is 10.9.9.9 and was set to 10.0.0.1",
            "group Databases was taken away",
            "label environment was changed")
        .isEqualTo(respected.drift());
  }

  @Test
  void whatIsWantedAnewWinsOverAPersonsChangeThatWasRespected() {
    SeenHost changed = seen(host("10.9.9.9", Set.of("Databases"), WANTED.labels()), "7");
    WantedHost moved = host("10.0.0.2", Set.of("Databases"), WANTED.labels());

    assertThat(update(RESPECTING.of(known(moved, WANTED), List.of(changed))).after().address())
        .isEqualTo("10.0.0.2");
  }

  @Test
  void aLabelThatAPersonChangedAndNobodyWantsAnyMoreIsThePersonsNow() {
    SeenHost changed =
        seen(host("10.0.0.1", Set.of("Databases"), Map.of("environment", "mine")), "7");
    WantedHost without = host("10.0.0.1", Set.of("Databases"), Map.of());

    Verdict verdict = MENDING.of(known(without, WANTED), List.of(changed));

    assertThat(verdict.changes()).isEmpty();
    assertThat(verdict.drift())
        .containsExactly("label environment was changed, and is not Kitward's any more");
  }

  @Test
  void aNewVersionOfASecretIsSetThoughTheConsoleNeverShowsIt() {
    WantedHost rotated =
        host(
            "10.0.0.1",
            WANTED.groups(),
            WANTED.labels(),
            Map.of("port", "10050", "key", "secret:psk@2"));

    assertThat(update(MENDING.of(known(rotated, WANTED), List.of(seen(WANTED, "7")))).fields())
        .containsExactly(Field.SECRETS);
  }

  @Test
  void aDeletedHostIsMadeAgainOrItsDeletionRespected() {
    assertThat(MENDING.of(known(WANTED, WANTED), List.of()))
        .isEqualTo(
            new Verdict(
                List.of(new HostChange.Create(WANTED)),
                List.of("the host was deleted in the console"),
                ""));
    Verdict respected = RESPECTING.of(known(WANTED, WANTED), List.of());
    assertThat(respected.changes()).isEmpty();
    assertThat(respected.obstacle()).contains("a person deleted the host in the console");
  }

  @Test
  void ofTwinsTheOldestStaysWhateverTheOrderInWhichTheyAreSeen() {
    SeenHost older = seen(WANTED, "9");
    SeenHost younger = seen(WANTED, "10");

    for (List<SeenHost> order : List.of(List.of(older, younger), List.of(younger, older))) {
      assertThat(MENDING.of(known(WANTED, WANTED), order).changes())
          .containsExactly(new HostChange.Remove(younger, NODE));
    }
  }

  @Test
  void aPersonsCloneOfAHostIsLeftAloneThoughItCarriesTheMark() {
    SeenHost clone = named(seen(WANTED, "9"), "db1-copy");

    Verdict verdict = MENDING.of(known(WANTED, WANTED), List.of(clone, seen(WANTED, "7")));
    Verdict gone =
        MENDING.of(
            new Known(Optional.empty(), Optional.of(WANTED), ""),
            List.of(clone, seen(WANTED, "7")));

    assertThat(verdict.changes()).isEmpty();
    assertThat(verdict.drift()).containsExactly("db1-copy is a clone of its host, and left alone");
    assertThat(gone.changes()).containsExactly(new HostChange.Remove(seen(WANTED, "7"), NODE));
  }

  private static SeenHost named(SeenHost host, String name) {
    return new SeenHost(
        host.id(),
        host.node(),
        name,
        host.address(),
        host.groups(),
        host.templates(),
        host.labels(),
        host.variables(),
        host.services(),
        host.enabled());
  }

  @Test
  void aStrangerOfTheNameIsLeftAloneUntilAPersonHasItTakenOver() {
    SeenHost stranger = SeenHost.stranger("3", "db1.lab", "10.0.0.9");

    Verdict left =
        MENDING.of(new Known(Optional.of(WANTED), Optional.empty(), ""), List.of(stranger));
    Verdict taken =
        MENDING.of(new Known(Optional.of(WANTED), Optional.empty(), "3"), List.of(stranger));

    assertThat(left.changes()).isEmpty();
    assertThat(left.obstacle()).contains("is there already and was not made by Kitward");
    assertThat(update(taken).fields()).contains(Field.MARK, Field.ADDRESS, Field.GROUPS);
    assertThat(update(taken).after()).isEqualTo(seen(WANTED, "3"));
  }

  @Test
  void anotherHostWithItsNameIsInTheWayOfARenamedOne() {
    SeenHost renamed = named(seen(WANTED, "7"), "old-name");
    SeenHost stranger = SeenHost.stranger("3", "db1.lab", "10.0.0.9");

    Verdict verdict = MENDING.of(known(WANTED, WANTED), List.of(renamed, stranger));

    assertThat(verdict.changes()).isEmpty();
    assertThat(verdict.obstacle()).contains("called old-name").contains("the name db1.lab");
  }

  @Test
  void aHostThatNobodyWantsGoesOrIsDisabledOnce() {
    SeenHost seen = seen(WANTED, "7");
    Known gone = new Known(Optional.empty(), Optional.of(WANTED), "");
    HostDifference disabling = difference(Drift.MEND, Leaving.DISABLE);
    SeenHost disabled =
        new SeenHost(
            "7",
            seen.node(),
            seen.name(),
            seen.address(),
            seen.groups(),
            seen.templates(),
            seen.labels(),
            seen.variables(),
            seen.services(),
            false);

    assertThat(MENDING.of(gone, List.of(seen)).changes())
        .containsExactly(new HostChange.Remove(seen, NODE));
    assertThat(MENDING.of(gone, List.of()).changes()).isEmpty();
    assertThat(disabling.of(gone, List.of(seen)).changes())
        .containsExactly(new HostChange.Disable(seen, NODE));
    assertThat(disabling.of(gone, List.of(disabled)).changes()).isEmpty();
  }

  @Test
  void aStrangerOfTheNameIsNeverRemovedWithTheNode() {
    SeenHost stranger = SeenHost.stranger("3", "db1.lab", "10.0.0.9");

    assertThat(
            MENDING
                .of(new Known(Optional.empty(), Optional.of(WANTED), "3"), List.of(stranger))
                .changes())
        .isEmpty();
  }

  @Test
  void aValueThatDoesNotFitTheConsoleIsAnObstacleInItsWords() {
    WantedHost unfit = host("10.0.0.1", Set.of(), Map.of(), Map.of("unfit", "x"));

    assertThat(
            MENDING.of(
                new Known(Optional.of(unfit), Optional.empty(), ""), List.of(seen(WANTED, "1"))))
        .isEqualTo(new Verdict(List.of(), List.of(), "unfit is x"));
  }

  /** Whatever people did: after the change nothing is left to do, and nothing of theirs is lost. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aChangeThatIsCarriedOutLeavesNothingToDo(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      WantedHost applied = any(random);
      WantedHost wanted = any(random);
      SeenHost seen = seen(any(random), "7");

      Verdict verdict = MENDING.of(known(wanted, applied), List.of(seen));
      SeenHost after = verdict.changes().isEmpty() ? seen : update(verdict).after();

      assertThat(MENDING.of(known(wanted, wanted), List.of(after)))
          .isEqualTo(new Verdict(List.of(), List.of(), ""));
      assertThat(after.groups()).containsAll(wanted.groups());
      assertThat(after.labels()).containsAllEntriesOf(wanted.labels());
      for (String group : seen.groups()) {
        assertThat(after.groups().contains(group))
            .isEqualTo(wanted.groups().contains(group) || !applied.groups().contains(group));
      }
    }
  }

  private static WantedHost any(Random random) {
    var groups = new TreeSet<String>();
    var labels = new TreeMap<String, String>();
    for (String name : List.of("a", "b", "c", "d")) {
      if (random.nextBoolean()) {
        groups.add(name);
      }
      if (random.nextBoolean()) {
        labels.put(name, String.valueOf(random.nextInt(3)));
      }
    }
    return host("10.0.0." + random.nextInt(3), groups, labels);
  }
}
