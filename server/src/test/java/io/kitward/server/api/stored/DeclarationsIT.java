package io.kitward.server.api.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.selector.Tag;
import io.kitward.server.MovableClock;
import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.api.NodeCertificate;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Declarations;
import io.kitward.server.api.port.Declarations.Item;
import io.kitward.server.api.port.Vouchers;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.SetTag;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.rollout.ExceptionTable;
import io.kitward.server.store.Store;
import io.kitward.server.store.TestStore;
import io.kitward.server.vouch.Compiler;
import io.kitward.server.vouch.PuppetAuthorities;
import io.kitward.server.vouch.PuppetAuthority;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What Puppet declares, on a real PostgreSQL: what is kept, what is refused, what others keep. */
class DeclarationsIT {

  private static final TestStore TEST = TestStore.fresh();
  private static final Store STORE = TEST.store();
  private static final String CA = "CN=Puppet CA";
  private static final Duration LIFE = Duration.ofMinutes(90);
  private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

  /** Compilers are enrolled by their certificate, so that each test has one of its own. */
  private final Compiler puppet = new Compiler("puppet" + UUID.randomUUID(), CA);

  private final String certname = "n" + UUID.randomUUID();
  private final PuppetAuthorities authorities =
      new PuppetAuthorities(
          List.of(
              new PuppetAuthority(
                  "puppet",
                  Set.of(CA),
                  Set.of(puppet.certname),
                  Set.of("production"),
                  LIFE,
                  Map.of("pp_role", "role"))));
  private final Set<String> revoked = new HashSet<>();
  private final MovableClock clock = new MovableClock(START);
  private final List<Key> due = new ArrayList<>();
  private final VoucherKeys keys =
      new VoucherKeys(STORE, (_, serial) -> revoked.contains(serial), clock);
  private final StoredDeclarations declarations =
      new StoredDeclarations(STORE, authorities, keys, due::add, () -> {}, clock);
  private final StoredVouchers vouchers = new StoredVouchers(STORE, authorities, keys, clock);

  DeclarationsIT() {
    assertThat(enrol(puppet)).isInstanceOf(Vouchers.Outcome.Enrolled.class);
  }

  @AfterAll
  static void close() {
    TEST.close();
  }

  private Vouchers.Outcome enrol(Compiler compiler) {
    var principal = new NodePrincipal(compiler.certname, compiler.issuer, "aa", null);
    return vouchers.enrol(
        principal,
        compiler.pem(),
        compiler.enrolment(clock.instant()),
        new Actor(principal, "request-0"));
  }

  private NodePrincipal node() {
    @Nullable UUID id =
        STORE.read(handle -> NodeTable.find(handle, certname).map(it -> it.id())).orElse(null);
    return new NodePrincipal(certname, CA, "bb", id);
  }

  private Declarations.Sent sent(Instant compiled, String... tags) {
    return sent("production", compiled, tags);
  }

  private Declarations.Sent sent(String environment, Instant compiled, String... tags) {
    return new Declarations.Sent(
        environment,
        puppet.catalog(certname, environment, compiled),
        Stream.of(tags)
            .map(
                tag -> new Item<>(Tag.parse(tag), puppet.tag(certname, tag, environment, compiled)))
            .toList(),
        List.of());
  }

  private static Declarations.Sent plain(String... tags) {
    return new Declarations.Sent(
        "production",
        "",
        Stream.of(tags).map(tag -> new Item<>(Tag.parse(tag), "")).toList(),
        List.of());
  }

  private Declarations.Outcome declare(Declarations.Sent sent) {
    NodePrincipal node = node();
    Declarations.Outcome outcome =
        declarations.declare(node, sent, _ -> {}, new Actor(node, "request-1"));
    if (outcome instanceof Declarations.Outcome.Kept(var answered)) {
      assertThat(answered).as("what the node is answered").isEqualTo(declarations.of(node()));
    }
    return outcome;
  }

  private void assertRefused(Declarations.Sent sent, String words) {
    List<String> before = tags();
    assertThat(declare(sent))
        .isInstanceOfSatisfying(
            Declarations.Outcome.Refused.class,
            refused -> assertThat(refused.why()).contains(words));
    assertThat(tags()).isEqualTo(before);
    String audited =
        STORE.read(
            handle ->
                handle
                    .createQuery(
                        "select outcome || ' ' || (detail ->> 'reason') from audit"
                            + " where object = :node order by id desc limit 1")
                    .bind("node", "node/" + certname)
                    .mapTo(String.class)
                    .one());
    assertThat(audited).startsWith("denied ").contains(words);
  }

  private void assertKept(Declarations.Sent sent) {
    assertThat(declare(sent)).isInstanceOf(Declarations.Outcome.Kept.class);
  }

  /** All tags of the node, as {@code SOURCE TAG}. */
  private List<String> tags() {
    return set().stream().map(tag -> tag.source() + " " + tag.tag()).toList();
  }

  private List<SetTag> set() {
    @Nullable UUID id = node().node();
    return id == null ? List.of() : STORE.read(handle -> TagTable.of(handle, id));
  }

  /** Somebody else's own tags. */
  private void others(String source, String... tags) {
    NodePrincipal node = node();
    STORE.change(
        handle ->
            TagWrites.write(
                handle,
                List.of(
                    new TagWrites.Change(
                        certname,
                        new io.kitward.server.fleet.Source(source),
                        _ ->
                            Stream.of(tags)
                                .map(Tag::parse)
                                .collect(Collectors.toCollection(java.util.TreeSet::new)),
                        Optional.empty(),
                        new Actor(node, "request-2"),
                        clock.instant()))));
  }

  /** Every table that a declaration may touch; differs when a row was written. */
  private String rows() {
    return STORE.read(
        handle ->
            Stream.of("node", "tag", "tag_set", "declaration", "event", "audit", "voucher_key")
                .map(
                    table ->
                        handle
                            .createQuery(
                                "select coalesce(md5(string_agg(ctid::text || xmin::text, ',' order by ctid)), '') from "
                                    + table)
                            .mapTo(String.class)
                            .one())
                .collect(Collectors.joining(" ")));
  }

  @Test
  void provenTagsArePuppetsAndUnprovenOnesTheNodesOwn() {
    var mixed =
        new Declarations.Sent(
            "production",
            "",
            List.of(
                new Item<>(
                    Tag.parse("database"), puppet.tag(certname, "database", "production", START)),
                new Item<>(Tag.parse("plain"), "")),
            List.of());

    assertKept(mixed);

    assertThat(tags()).containsExactly("node plain", "puppet database");
    assertThat(set().get(1).provenUntil()).contains(START.plus(LIFE));
    assertThat(set().get(0).provenUntil()).isEmpty();
    assertThat(due).containsExactly(new Key.NodeKey(Objects.requireNonNull(node().node())));
  }

  @Test
  void theQuestionOfAnUnchangedRunSaysWhatIsThereAndWritesNothing() {
    assertKept(sent(START, "database", "environment=production"));
    String before = rows();

    Declarations.View view = declarations.of(node());

    assertThat(view.tags().stream().map(Tag::toString))
        .containsExactly("database", "environment=production");
    assertThat(view.environment()).isEqualTo("production");
    assertThat(view.renewFrom()).contains(START.plus(LIFE.dividedBy(2)).getEpochSecond());
    assertThat(rows()).isEqualTo(before);
  }

  @Test
  void theSameCatalogOnceMoreWritesNoTag() {
    assertKept(sent(START, "database"));
    String tags = rows();
    due.clear();

    assertKept(sent(START, "database"));

    assertThat(due).isEmpty();
    assertThat(rows().split(" ")[1]).isEqualTo(tags.split(" ")[1]);
    assertThat(rows().split(" ")[4]).as("events").isEqualTo(tags.split(" ")[4]);
  }

  @Test
  void whatPuppetNoLongerDeclaresGoesAndWhatOthersSetStays() {
    assertKept(sent(START, "database", "old"));
    others("user/ann", "hers");
    others("node", "script");

    assertKept(sent(START.plusSeconds(1), "database"));

    assertThat(tags()).containsExactly("node script", "puppet database", "user/ann hers");
  }

  @Test
  void ofTheNodesOwnTagsOnlyThoseArePuppetsThatPuppetPutThere() {
    assertKept(plain("one", "two"));
    others("node", "one", "two", "script");

    assertKept(plain("two"));

    assertThat(tags()).containsExactly("node script", "node two");
    assertThat(declarations.of(node()).tags()).containsExactly(Tag.parse("two"));
  }

  @Test
  void aTagThatAnotherTookAwayIsMissingInTheAnswerSoThatPuppetSetsItAgain() {
    assertKept(plain("one"));
    others("node");

    assertThat(declarations.of(node()).tags()).isEmpty();
    assertKept(plain("one"));

    assertThat(tags()).containsExactly("node one");
  }

  @Test
  void anOlderCatalogIsRefusedAlsoAfterAnEmptyOne() {
    assertKept(sent(START, "database"));
    assertKept(sent(START.plusSeconds(5)));
    assertThat(tags()).isEmpty();

    assertRefused(sent(START, "database"), "counts already");
  }

  @Test
  void anotherNodesProofIsRefused() {
    var stolen =
        new Declarations.Sent(
            "production",
            "",
            List.of(
                new Item<>(
                    Tag.parse("database"), puppet.tag("db1.lab", "database", "production", START))),
            List.of());

    assertRefused(stolen, "is for db1.lab");
  }

  @Test
  void aProofOfOneTagIsNoneOfAnother() {
    var changed =
        new Declarations.Sent(
            "production",
            "",
            List.of(
                new Item<>(
                    Tag.parse("database"), puppet.tag(certname, "web", "production", START))),
            List.of());

    assertRefused(changed, "is for something else");
  }

  @Test
  void anOldProofIsRefused() {
    clock.set(START.plus(LIFE));

    assertRefused(sent(START, "database"), "was good until");
  }

  @Test
  void aNodeAssignsItselfNoServiceWithoutAProof() {
    var asked =
        new Declarations.Sent("production", "", List.of(), List.of(new Item<>("chrony", "")));

    assertRefused(asked, "has no proof");
  }

  @Test
  void aServiceThatIsProvenIsKeptWithItsParameters() {
    Map<String, Object> parameters = Map.of("port", 9100);
    var assigned =
        new Declarations.Sent(
            "production",
            "",
            List.of(),
            List.of(
                new Item<>(
                    "chrony",
                    puppet.service(certname, "chrony", parameters, "production", START))));

    assertKept(assigned);

    assertThat(declarations.of(node()).services())
        .isEqualTo(new TreeMap<>(Map.of("chrony", new TreeMap<>(parameters))));
    assertThat(due).isNotEmpty();
  }

  @Test
  void whyAServiceIsNotCarriedOutIsSaidInEveryRun() {
    assertKept(
        new Declarations.Sent(
            "production",
            "",
            List.of(),
            List.of(
                new Item<>(
                    "chrony", puppet.service(certname, "chrony", Map.of(), "production", START)))));
    assertThat(declarations.of(node()).notice()).isEmpty();

    conflict("chrony", "it has no pool");
    conflict("another", "not Puppet's");

    assertThat(declarations.of(node()).notice())
        .isEqualTo("assigned by kitward::service() and not carried out: chrony: it has no pool");
    STORE.change(
        handle ->
            ExceptionTable.close(
                handle, ExceptionTable.CONFLICT, certname + "/chrony", "server", START));
    assertThat(declarations.of(node()).notice()).isEmpty();
  }

  private void conflict(String service, String message) {
    Optional<UUID> id = Optional.ofNullable(node().node());
    STORE.change(
        handle ->
            ExceptionTable.open(
                handle,
                ExceptionTable.CONFLICT,
                certname + "/" + service,
                id,
                service,
                message,
                START));
  }

  @Test
  void anEnvironmentThatIsNotListedIsShownAndTheTagsStayAsTheyWere() {
    assertKept(sent(START, "database"));

    assertKept(sent("feature_x", START.plusSeconds(1), "experiment"));

    assertThat(tags()).containsExactly("puppet database");
    Declarations.View view = declarations.of(node());
    assertThat(view.tags()).containsExactly(Tag.parse("experiment"));
    assertThat(view.environment()).isEqualTo("feature_x");
    assertThat(view.notice()).contains("feature_x").contains("shown, not applied");
    assertThat(view.renewFrom()).isEmpty();

    assertKept(sent(START.plusSeconds(2), "database"));
    assertThat(declarations.of(node()).notice()).isEmpty();
  }

  @Test
  void aRenewedProofCountsLongerAndIsNoChangeUnlessTheFormerWasOver() {
    assertKept(sent(START, "database"));
    due.clear();
    clock.set(START.plus(LIFE).minusSeconds(1));
    assertKept(sent(clock.instant(), "database"));
    assertThat(set().getFirst().provenUntil()).contains(clock.instant().plus(LIFE));
    assertThat(due).isEmpty();

    clock.set(clock.instant().plus(LIFE));
    assertKept(sent(clock.instant(), "database"));
    assertThat(due).as("it counts in full again").hasSize(1);
  }

  @Test
  void anotherRevisionThanTheOneThatWasReadIsNotOverwritten() {
    assertKept(sent(START, "database"));
    NodePrincipal node = node();
    String read = declarations.of(node).entityTag();
    assertKept(sent(START.plusSeconds(1), "web"));

    assertThatThrownBy(
            () ->
                declarations.declare(
                    node,
                    sent(START.plusSeconds(2), "x"),
                    present -> {
                      if (!present.equals(read)) {
                        throw new IllegalStateException("changed since");
                      }
                    },
                    new Actor(node, "request-3")))
        .hasMessageContaining("changed since");
    assertThat(tags()).containsExactly("puppet web");
  }

  @Test
  void aCompilerThatIsNotListedIsNotEnrolled() {
    assertThat(enrol(new Compiler("web1.lab", CA)))
        .isInstanceOfSatisfying(
            Vouchers.Outcome.Unlisted.class,
            unlisted -> assertThat(unlisted.why()).contains("puppet.vouchers"));
    assertThat(enrol(new Compiler(puppet.certname, "CN=Other CA")))
        .isInstanceOf(Vouchers.Outcome.Unlisted.class);
  }

  @Test
  void aReplacedKeysProofsCountFromBeforeAndNotFromAfter() {
    Compiler next = new Compiler(puppet.certname, CA);
    clock.set(START.plusSeconds(10));
    assertThat(enrol(next)).isInstanceOf(Vouchers.Outcome.Enrolled.class);
    assertThat(enrol(next)).isInstanceOf(Vouchers.Outcome.Enrolled.class);

    assertKept(sent(START.plusSeconds(9), "database"));
    assertRefused(sent(START.plusSeconds(11), "database"), "was replaced");
    assertThat(vouchers.all().stream().filter(key -> key.certname().equals(puppet.certname)))
        .extracting(Vouchers.Key::counts)
        .containsExactly(true, false);
  }

  @Test
  void aCompilersKeyGoesWithTheCertificateThatItWasEnrolledWith() {
    revoked.add("aa");

    assertRefused(sent(START, "database"), "not enrolled");
    assertThat(vouchers.of(new NodePrincipal(puppet.certname, CA, "cc", null)).kid()).isEmpty();
  }

  @Test
  void declarationsOfTheSameMomentShareATransactionAndEachSeesTheOneBefore() {
    NodePrincipal node = node();
    List<DeclarationWrites.Change> changes = new ArrayList<>();
    for (String tag : List.of("a", "b", "c")) {
      changes.add(
          new DeclarationWrites.Change(
              node,
              new io.kitward.server.vouch.Declared(
                  "production",
                  Optional.empty(),
                  new TreeMap<>(Map.of(Tag.parse(tag), Optional.empty())),
                  new TreeMap<>()),
              authorities.of(CA),
              _ -> {},
              new Actor(node, "request-4"),
              clock.instant()));
    }

    STORE.change(handle -> DeclarationWrites.write(handle, changes));

    assertThat(tags()).containsExactly("node c");
  }

  @Test
  void trustedExtensionsBecomeTagsOfTheNewestCertificate() {
    var sets = new StoredTagSets(STORE, DeclarationsIT::noPolicy, due::add, () -> {}, clock);
    var certificates = new StoredCertificateTags(STORE, authorities, sets, clock);
    certificates.accept(certificate("01", START, "db"));
    assertThat(tags()).as("nobody knows the node").isEmpty();
    assertKept(plain("one"));

    certificates.accept(certificate("01", START, "db"));
    assertThat(tags()).containsExactly("cert role=db", "node one");

    certificates.accept(certificate("02", START.plusSeconds(60), "web"));
    certificates.accept(certificate("03", START.minusSeconds(60), "old"));
    certificates.accept(certificate("01", START, "db"));
    assertThat(tags()).containsExactly("cert role=web", "node one");

    String before = rows();
    certificates.accept(certificate("02", START.plusSeconds(60), "web"));
    assertThat(rows()).isEqualTo(before);

    new StoredCertificateTags(STORE, PuppetAuthorities.NONE, sets, clock).forgetUnmapped();
    assertThat(tags()).containsExactly("node one");
  }

  private NodeCertificate certificate(String serial, Instant from, String role) {
    return new NodeCertificate(
        certname, CA, serial + certname, from, Map.of("pp_role", role, "pp_zone", "b"));
  }

  private static Policy noPolicy() {
    throw new IllegalStateException("nothing is resolved here");
  }
}
