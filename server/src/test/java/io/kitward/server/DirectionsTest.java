package io.kitward.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.kitward.server.api.NodeDoorAdapter;
import io.kitward.server.api.PeopleDoor;
import io.kitward.server.backend.Discovery;
import io.kitward.server.backend.Proof;
import io.kitward.server.backend.driver.HostDifference;
import io.kitward.server.backend.driver.Ledger;
import io.kitward.server.desired.Phases;
import io.kitward.server.rollout.Brake;
import io.kitward.server.rollout.NodeDecision;
import io.kitward.server.vouch.Declared;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The directions of the house, inside the server. */
class DirectionsTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.kitward.server", "io.kitward.policy", "io.kitward.selector");

  private static final List<Class<?>> PURE =
      List.of(
          NodeDecision.class,
          Brake.class,
          Phases.class,
          Proof.class,
          HostDifference.class,
          Ledger.class,
          Discovery.class,
          Declared.class);

  private static final DescribedPredicate<JavaClass> PURE_CODE =
      resideInAnyPackage("io.kitward.policy..", "io.kitward.selector..")
          .or(
              new DescribedPredicate<>("a class that decides") {
                @Override
                public boolean test(JavaClass candidate) {
                  return PURE.stream()
                      .anyMatch(
                          pure ->
                              candidate.getName().equals(pure.getName())
                                  || candidate.getName().startsWith(pure.getName() + "$"));
                }
              });

  private static final DescribedPredicate<JavaClass> OUTSIDE_WORLD =
      resideInAnyPackage(
              "java.sql..",
              "javax.sql..",
              "java.net..",
              "javax.net..",
              "io.netty..",
              "org.jdbi..",
              "io.kitward.server.store..",
              "io.kitward.server.channel..")
          .or(type(Clock.class))
          .or(JavaClass.Predicates.assignableTo(InstantSource.class))
          .or(JavaClass.Predicates.assignableTo(RandomGenerator.class))
          .or(type(HttpClient.class));

  @Test
  void whatDecidesTouchesNoClockNoDatabaseAndNoNetwork() {
    noClasses().that(PURE_CODE).should().dependOnClassesThat(OUTSIDE_WORLD).check(CLASSES);
  }

  @Test
  void whatDecidesAsksForNoTimeAndNoChance() {
    classes().that(PURE_CODE).should(callNothingThatAsks()).check(CLASSES);
  }

  private static ArchCondition<JavaClass> callNothingThatAsks() {
    return new ArchCondition<>("not ask for the time or for chance") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        item.getMethodCallsFromSelf().stream()
            .filter(
                call ->
                    List.of("now", "currentTimeMillis", "nanoTime", "randomUUID")
                        .contains(call.getTarget().getName()))
            .filter(call -> call.getTargetOwner().getPackageName().startsWith("java."))
            .forEach(
                call -> events.add(SimpleConditionEvent.violated(item, call.getDescription())));
      }
    };
  }

  @Test
  void aHandlerKnowsNeitherTheDatabaseNorADoor() {
    noClasses()
        .that(resideInAPackage("io.kitward.server.api.handler.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "org.jdbi..",
                    "java.sql..",
                    "io.kitward.server.store..",
                    "io.kitward.server.api.stored..",
                    "io.kitward.server.channel..",
                    "io.javalin..",
                    "io.netty..")
                .or(type(PeopleDoor.class))
                .or(type(NodeDoorAdapter.class)))
        .check(CLASSES);
  }

  @Test
  void aDoorKnowsNoHandler() {
    noClasses()
        .that(
            resideInAPackage("io.kitward.server.channel..")
                .or(
                    resideInAPackage("io.kitward.server.api")
                        .and(not(name("io.kitward.server.api.package-info")))))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.kitward.server.api.handler..", "io.kitward.server.api.stored.."))
        .check(CLASSES);
  }

  @Test
  void theChannelKnowsNothingOfTheRestOfTheServer() {
    noClasses()
        .that(resideInAPackage("io.kitward.server.channel.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.kitward.server..")
                .and(not(resideInAPackage("io.kitward.server.channel.."))))
        .check(CLASSES);
  }

  @Test
  void thePortsKnowNoStore() {
    noClasses()
        .that(resideInAPackage("io.kitward.server.api.port.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.jdbi..", "io.kitward.server.store..", "io.kitward.server.api.stored.."))
        .check(CLASSES);
  }

  @Test
  void noRoomNeedsARoomThatNeedsIt() {
    slices().matching("io.kitward.server.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
