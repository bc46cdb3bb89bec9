package io.kitward.server.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.Document;
import io.kitward.policy.Documents;
import io.kitward.policy.Kind;
import io.kitward.server.MovableClock;
import io.kitward.server.backend.ConsoleStatus;
import io.kitward.server.desired.DocumentTable;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.reconcile.Outcome;
import io.kitward.server.rollout.ExceptionCare;
import io.kitward.server.rollout.ExceptionTable;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.Store;
import io.kitward.server.store.TestStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a receiver hears, over real HTTP and a real PostgreSQL; only the clock is moved by hand. */
class NotifierIT {

  private static final String HOOK = "on-call";
  private static final String SERVER = "https://kitward.lab:8440";
  private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");

  /** Only a test of a silent receiver waits that long. */
  private static final Duration LIMIT = Duration.ofMillis(700);

  private final MovableClock clock = new MovableClock(START);
  @TempDir private Path directory;
  private TestStore testStore;
  private Store store;
  private Secrets secrets;
  private LivePolicy policy;
  private Post post;
  private Mailbox mailbox;
  private Receiver receiver;
  private Notifier webhooks;
  private long applied;

  @BeforeEach
  void open() throws Exception {
    testStore = TestStore.fresh();
    store = testStore.store();
    secrets = Secrets.open(store, directory.resolve("key"), clock, new SecureRandom());
    post = new Post(LIMIT);
    mailbox = new Mailbox(Mailbox.LIMIT);
    receiver = new Receiver();
    policy = documents();
    webhooks = reconciler();
    apply("");
    reconcile();
  }

  @AfterEach
  void close() {
    receiver.close();
    post.close();
    mailbox.close();
    testStore.close();
  }

  /** A server that was just started over the same store. */
  private Notifier server() {
    policy = documents();
    return reconciler();
  }

  private LivePolicy documents() {
    return LivePolicy.open(store, secrets, new SecureRandom(), SERVER, "", clock);
  }

  private Notifier reconciler() {
    return reconciler(policy);
  }

  private Notifier reconciler(Supplier<io.kitward.server.desired.Policy> documents) {
    return new Notifier(
        store,
        documents,
        new Hooks(post, secrets, SERVER, clock),
        new Letters(mailbox, secrets, SERVER),
        clock);
  }

  /** Puts the webhook's document in force, with these further fields. */
  private void apply(String fields) {
    put(
        """
        apiVersion: kitward/v1
        kind: Backend
        metadata: {name: %s}
        spec: {type: webhook, url: '%s'%s}
        """
            .formatted(HOOK, receiver.url(), fields),
        false);
  }

  private void put(String text, boolean deleted) {
    Document document = Documents.parse("test.yaml", text).documents().getFirst().document();
    store.change(
        handle -> {
          long change = DocumentTable.change(handle, "anna", clock.instant());
          DocumentTable.add(handle, change, document, ++applied, deleted);
        });
    policy.refresh();
  }

  private void delete() {
    String content =
        store
            .read(handle -> DocumentTable.newest(handle, Kind.BACKEND.word(), HOOK))
            .orElseThrow()
            .content();
    put(content, true);
  }

  private Outcome reconcile() {
    return reconcile(webhooks);
  }

  private static Outcome reconcile(Notifier webhooks) {
    try {
      webhooks.sweep();
      return webhooks.reconcile(HOOK);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void opens(String kind, String subject, String message) {
    store.change(
        handle ->
            ExceptionTable.open(
                handle, kind, subject, Optional.empty(), "", message, clock.instant()));
  }

  private void opens(String subject) {
    opens(ExceptionTable.CONFLICT, subject, "two policies differ");
  }

  private void closes(String kind, String subject) {
    store.change(handle -> ExceptionTable.close(handle, kind, subject, "server", clock.instant()));
  }

  private void closes(String subject) {
    closes(ExceptionTable.CONFLICT, subject);
  }

  private ConsoleStatus status() {
    return webhooks.status(HOOK).orElseThrow();
  }

  /** One step, so much later. */
  private void after(Duration time) {
    clock.pass(time);
    reconcile();
  }

  @Test
  void openingAndClosingArriveOnceEachAndInOrder() {
    opens("a");
    reconcile();
    reconcile();
    assertThat(receiver.words()).containsExactly("opened x-1");
    closes("a");
    reconcile();
    after(Duration.ofDays(2));
    assertThat(receiver.words()).containsExactly("opened x-1", "closed x-1");
    assertThat(status()).isEqualTo(new ConsoleStatus(true, START, ""));
    // Nothing is left to keep.
    assertThat(deliveries()).isZero();
  }

  private long deliveries() {
    return store.read(
        handle -> handle.select("select count(*) from delivery").mapTo(Long.class).one());
  }

  @Test
  void whatOpensAndClosesBetweenTwoLooksIsToldWhole() {
    opens("a");
    closes("a");
    reconcile();
    assertThat(receiver.words()).containsExactly("opened x-1", "closed x-1");
    var opened = receiver.requests.getFirst().event();
    assertThat(opened.path("data").has("closedAt")).isFalse();
    assertThat(receiver.requests.getLast().event().path("id").asString(""))
        .isNotEqualTo(opened.path("id").asString(""));
  }

  @Test
  void aRequestIsACloudEventInStructuredMode() {
    opens(ExceptionTable.CONSOLE, "prometheus-lab", "it does not answer");
    reconcile();
    var request = receiver.requests.getFirst();
    assertThat(request.headers())
        .containsEntry("content-type", "application/cloudevents+json; charset=UTF-8")
        .doesNotContainKeys("webhook-id", "webhook-signature");
    assertThat(request.event().path("source").asString("")).isEqualTo("https://kitward.lab:8440/");
    assertThat(request.event().path("subject").asString("")).isEqualTo("backend/prometheus-lab");
    assertThat(request.event().path("time").asString("")).isEqualTo("2026-11-30T10:00:00Z");
  }

  @Test
  void anExceptionOfANodeIsAboutThatNode() {
    store.change(
        handle ->
            ExceptionTable.open(
                handle,
                ExceptionTable.GAVE_UP,
                "db1.lab/exporter",
                Optional.of(NodeTable.findOrCreate(handle, "db1.lab", "ca", clock.instant()).id()),
                "exporter",
                "words",
                clock.instant()));
    reconcile();
    var event = receiver.requests.getFirst().event();
    assertThat(event.path("subject").asString("")).isEqualTo("node/db1.lab");
    assertThat(event.path("data").path("node").asString("")).isEqualTo("db1.lab");
    assertThat(event.path("data").path("service").asString("")).isEqualTo("exporter");
  }

  private void accepts(String subject, Duration time) {
    store.change(
        handle ->
            ExceptionCare.accept(
                handle,
                ExceptionTable.CONFLICT,
                subject,
                clock.instant().plus(time),
                "known",
                "token/ada",
                clock.instant()));
  }

  @Test
  void nobodyIsToldOfWhatIsAcceptedUntilThatEnds() {
    accepts("a", Duration.ofHours(1));
    opens("a");
    reconcile();
    after(Duration.ofMinutes(30));
    assertThat(receiver.words()).isEmpty();
    after(Duration.ofMinutes(31));
    assertThat(receiver.words()).containsExactly("opened x-1");
  }

  @Test
  void whatClosesWhileItIsAcceptedIsNotToldAtAll() {
    accepts("a", Duration.ofHours(1));
    opens("a");
    reconcile();
    closes("a");
    after(Duration.ofMinutes(61));
    after(Duration.ofMinutes(61));
    assertThat(receiver.words()).isEmpty();
    assertThat(deliveries()).isZero();
  }

  @Test
  void anAcceptanceThatAPersonEndsIsToldAtOnce() {
    accepts("a", Duration.ofHours(1));
    opens("a");
    reconcile();
    store.change(
        handle ->
            ExceptionCare.reopen(
                handle, ExceptionTable.CONFLICT, "a", "token/ada", clock.instant()));
    reconcile();
    assertThat(receiver.words()).containsExactly("opened x-1");
  }

  @Test
  void whoWasToldOfAnOpeningIsToldOfItsEndThoughItWasAcceptedBetween() {
    opens("a");
    reconcile();
    accepts("a", Duration.ofHours(1));
    closes("a");
    reconcile();
    assertThat(receiver.words()).containsExactly("opened x-1", "closed x-1");
  }

  @Test
  void newWordsOfAnOpenExceptionAreNoNotification() {
    opens("a");
    reconcile();
    opens(ExceptionTable.CONFLICT, "a", "three policies differ");
    reconcile();
    assertThat(receiver.words()).containsExactly("opened x-1");
  }

  @Test
  void aReceiverThatIsDownIsToldWhenItIsBack() throws Exception {
    receiver.close();
    opens("a");
    reconcile();
    closes("a");
    assertThat(status().reachable()).isFalse();
    assertThat(status().message())
        .startsWith(receiver.url() + " does not answer")
        .endsWith("; 1 waits");
    assertThat(openExceptions()).isZero();
    try (Receiver back = Receiver.at(receiver)) {
      after(Duration.ofSeconds(4));
      assertThat(back.requests).isEmpty();
      after(Duration.ofSeconds(1));
      assertThat(back.words()).containsExactly("opened x-1", "closed x-1");
      assertThat(status()).isEqualTo(new ConsoleStatus(true, clock.instant(), ""));
    }
  }

  private long openExceptions() {
    return store.read(
        handle ->
            handle
                .select("select count(*) from exception where closed_at is null")
                .mapTo(Long.class)
                .one());
  }

  @Test
  void aReceiverThatNeverAnswersIsTriedAgainWithTheSameId() {
    receiver.answers.add(Receiver.SILENT);
    opens("a");
    reconcile();
    assertThat(status().message()).contains("does not answer within 700 ms");
    after(Duration.ofSeconds(5));
    assertThat(receiver.words()).containsExactly("opened x-1", "opened x-1");
    assertThat(
            receiver.requests.stream().map(each -> each.event().path("id").asString("")).distinct())
        .hasSize(1);
  }

  @Test
  void theTriesAreFurtherAndFurtherApartAndEndAfterADay() {
    IntStream.range(0, 29).forEach(_ -> receiver.answers.add(500));
    opens("a");
    reconcile();
    closes("a");
    var waits = new ArrayList<Duration>();
    for (int i = 1; i < 29; i++) {
      waits.add(Duration.between(clock.instant(), due()));
      after(waits.getLast());
    }
    assertThat(waits.subList(0, 6).stream().map(Duration::toSeconds))
        .containsExactly(5L, 30L, 120L, 600L, 3600L, 3600L);
    // The last try was the first after a day; then the closing is due.
    assertThat(receiver.words()).hasSize(29).containsOnly("opened x-1");
    assertThat(clock.instant())
        .isBetween(START.plus(Duration.ofDays(1)), START.plusSeconds(90_000));
    assertThat(status().message())
        .startsWith(receiver.url() + " answers with status 500")
        .contains("1 notification was given up after a day");
    after(Notifier.REST);
    assertThat(receiver.words()).hasSize(30).endsWith("closed x-1");
    assertThat(status().reachable()).isTrue();
    assertThat(status().message()).startsWith("1 notification was given up after a day");
  }

  /** When the next one is due. */
  private Instant due() {
    return store.read(
        handle -> handle.select("select min(due_at) from delivery").mapTo(Instant.class).one());
  }

  @Test
  void oneThatIsNeverTakenDoesNotHoldUpTheOthers() {
    receiver.answers.add(400);
    opens("a");
    opens("b");
    reconcile();
    // After a failure it rests, whatever is due.
    after(Duration.ofSeconds(2));
    assertThat(receiver.words()).containsExactly("opened x-1");
    after(Duration.ofSeconds(3));
    assertThat(receiver.words()).containsExactly("opened x-1", "opened x-2", "opened x-1");
  }

  @Test
  void aRedirectIsNotFollowed() {
    receiver.answers.add(302);
    opens("a");
    reconcile();
    assertThat(receiver.requests).hasSize(1);
    assertThat(receiver.requests.getFirst().path()).isEqualTo("/hook");
    assertThat(status().message())
        .contains("answers with status 302, and redirects are not followed");
  }

  @Test
  void goneIsTheEndUntilTheDocumentChanges() {
    opens("told");
    reconcile();
    receiver.answers.add(410);
    opens("refused");
    opens("waits");
    reconcile();
    opens("meanwhile");
    closes("told");
    after(Duration.ofDays(1));
    assertThat(receiver.words()).containsExactly("opened x-1", "opened x-2");
    assertThat(status().reachable()).isFalse();
    assertThat(status().message())
        .contains("answers with status 410: nothing is sent to it until its document changes");
    webhooks = server();
    reconcile();
    assertThat(status().reachable()).isFalse();
    assertThat(receiver.requests).hasSize(2);

    apply(", exceptions: [conflict, console]");
    opens("after");
    reconcile();
    opens("later");
    reconcile();
    // What it was told the opening of, it is told the closing of.
    assertThat(receiver.words())
        .containsExactly("opened x-1", "opened x-2", "closed x-1", "opened x-6");
  }

  @Test
  void aChangedDocumentIsTriedAtOnce() throws Exception {
    receiver.answers.add(500);
    opens("a");
    reconcile();
    try (Receiver other = new Receiver()) {
      Receiver first = receiver;
      receiver = other;
      apply("");
      reconcile();
      assertThat(other.words()).containsExactly("opened x-1");
      receiver = first;
    }
  }

  @Test
  void aServerThatIsStartedAgainGoesOnWhereTheOtherWas() {
    receiver.answers.add(500);
    opens("a");
    opens("b");
    closes("b");
    reconcile();
    webhooks = server();
    after(Duration.ofSeconds(5));
    assertThat(receiver.words())
        .containsExactlyInAnyOrder("opened x-1", "opened x-1", "opened x-2", "closed x-2");
    assertThat(receiver.words().indexOf("opened x-2"))
        .isLessThan(receiver.words().indexOf("closed x-2"));
  }

  @Test
  void whatAServerWasSendingWhenItDiedIsSentByTheNext() {
    opens("a");
    store.change(handle -> DeliveryTable.take(handle, HOOK, 1, clock.instant(), Notifier.LEASE));
    reconcile();
    assertThat(receiver.requests).isEmpty();
    after(Notifier.LEASE);
    assertThat(receiver.words()).containsExactly("opened x-1");
  }

  @Test
  void whoeverIsOvertakenSettlesNothing() {
    opens("a");
    var slow =
        store
            .write(handle -> DeliveryTable.take(handle, HOOK, 1, clock.instant(), Notifier.LEASE))
            .getFirst();
    clock.pass(Notifier.LEASE);
    var quick =
        store
            .write(handle -> DeliveryTable.take(handle, HOOK, 1, clock.instant(), Notifier.LEASE))
            .getFirst();
    assertThat(
            store.<Boolean, RuntimeException>write(
                handle -> DeliveryTable.again(handle, HOOK, slow, clock.instant())))
        .isFalse();
    assertThat(
            store.<Boolean, RuntimeException>write(
                handle -> DeliveryTable.done(handle, HOOK, quick)))
        .isTrue();
    assertThat(
            store.<Boolean, RuntimeException>write(
                handle -> DeliveryTable.done(handle, HOOK, slow)))
        .isFalse();
  }

  @Test
  void twoServersAtOnceSendEachOnce() throws Exception {
    var other = reconciler();
    IntStream.rangeClosed(1, 60).forEach(i -> opens("s" + i));
    IntStream.rangeClosed(1, 60).filter(i -> i % 2 == 0).forEach(i -> closes("s" + i));
    try (var threads = Executors.newFixedThreadPool(2)) {
      List<Callable<Boolean>> both =
          Stream.of(webhooks, other).<Callable<Boolean>>map(each -> () -> untilIdle(each)).toList();
      for (var each : threads.invokeAll(both)) {
        assertThat(each.get()).isTrue();
      }
    }
    assertThat(receiver.words()).hasSize(90).doesNotHaveDuplicates();
    for (int i = 2; i <= 60; i += 2) {
      assertThat(receiver.words().indexOf("opened x-" + i))
          .isLessThan(receiver.words().indexOf("closed x-" + i));
    }
  }

  private static boolean untilIdle(Notifier webhooks) {
    while (reconcile(webhooks).equals(Outcome.again(Duration.ZERO))) {
      Thread.onSpinWait();
    }
    return true;
  }

  @Test
  void oneStepSendsNoMoreThanTen() {
    IntStream.rangeClosed(1, 25).forEach(i -> opens("s" + i));
    assertThat(reconcile()).isEqualTo(Outcome.again(Duration.ZERO));
    assertThat(receiver.requests).hasSize(10);
    assertThat(untilIdle(webhooks)).isTrue();
    assertThat(receiver.requests).hasSize(25);
  }

  @Test
  void aHostileMessageOfAMegabyteStaysValidJson() {
    String hostile = "\"},\n\r\t\\ \u2028 </script> {\"id\":\"x\"}, 😀";
    opens(ExceptionTable.CONFLICT, "a", hostile + "\n\"".repeat(1 << 19));
    reconcile();
    assertThat(receiver.requests.getFirst().event().path("data").path("message").asString(""))
        .startsWith(hostile)
        .endsWith("…");
  }

  @Test
  void onlyTheKindsThatItAsksForAreTold() {
    apply(", exceptions: [console, gave-up]");
    reconcile();
    opens("a");
    opens(ExceptionTable.CONSOLE, "lab", "words");
    opens(ExceptionTable.GAVE_UP, "db1/exporter", "words");
    closes("a");
    closes(ExceptionTable.CONSOLE, "lab");
    reconcile();
    assertThat(receiver.words()).containsExactly("opened x-2", "closed x-2", "opened x-3");
    // Whoever asks for more is told from then on.
    apply("");
    reconcile();
    closes(ExceptionTable.GAVE_UP, "db1/exporter");
    opens("b");
    reconcile();
    assertThat(receiver.words().subList(3, 5))
        .containsExactlyInAnyOrder("closed x-3", "opened x-4");
  }

  @Test
  void whatWasOpenBeforeTheDocumentCameIsNotToldNorItsClosing() {
    delete();
    reconcile();
    opens("before");
    apply("");
    reconcile();
    opens("after");
    closes("before");
    reconcile();
    webhooks = server();
    reconcile();
    assertThat(receiver.words()).containsExactly("opened x-2");
  }

  @Test
  void aDeletedDocumentTakesItsDeliveriesAlong() {
    receiver.answers.add(500);
    opens("a");
    reconcile();
    delete();
    webhooks = server();
    webhooks.sweep();
    assertThat(deliveries()).isZero();
    assertThat(webhooks.status(HOOK)).isEmpty();
    apply("");
    after(Duration.ofDays(1));
    assertThat(receiver.requests).hasSize(1);
  }

  @Test
  void aServerThatKnowsOlderDocumentsForgetsNoNewWebhook() {
    var old = policy;
    var behind = reconciler(() -> olderThan(old));
    opens("a");
    behind.sweep();
    reconcile();
    assertThat(receiver.words()).containsExactly("opened x-1");
  }

  private io.kitward.server.desired.Policy olderThan(LivePolicy known) {
    return store.read(handle -> known.at(handle, 0));
  }

  @Test
  void withASecretEachTryIsSignedAnewAndTheSecretIsNowhere() {
    String value = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    secrets.put(HOOK, value.getBytes(UTF_8), "anna");
    apply(", secret: 'secret:on-call@1'");
    reconcile();
    receiver.answers.add(500);
    opens("a");
    reconcile();
    String message = status().message();
    after(Duration.ofSeconds(5));
    assertThat(receiver.requests).hasSize(2);
    byte[] key = Signature.key(value.getBytes(UTF_8));
    for (int i = 0; i < 2; i++) {
      var request = receiver.requests.get(i);
      String id = request.event().path("id").asString("");
      assertThat(request.headers())
          .containsAllEntriesOf(
              Signature.headers(
                  key, id, START.plusSeconds(5L * i), request.body().getBytes(UTF_8)));
      assertThat(request.headers() + request.body())
          .doesNotContain("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }
    assertThat(message).doesNotContain("MfKQ9r8");
  }

  @Test
  void withoutItsSecretNothingIsSentUnsigned() {
    apply(", secret: 'secret:on-call@1'");
    reconcile();
    opens("a");
    reconcile();
    assertThat(receiver.requests).isEmpty();
    assertThat(status().message())
        .contains("is sent nothing, as secret:on-call@1 can't be read: kitward secret set");
    secrets.put(HOOK, "whsec_!".getBytes(UTF_8), "anna");
    after(Duration.ofSeconds(5));
    assertThat(receiver.requests).isEmpty();
    assertThat(status().message()).contains("no Base64 follows: give it another value");
  }
}
