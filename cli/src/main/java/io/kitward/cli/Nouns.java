package io.kitward.cli;

import static io.kitward.cli.Table.Fit.KEEP;
import static io.kitward.cli.Table.Fit.NAME;
import static io.kitward.cli.Table.Fit.NUMBER;
import static io.kitward.cli.Table.Fit.SENTENCE;
import static io.kitward.cli.Table.column;

import io.kitward.policy.Kind;
import io.kitward.selector.DidYouMean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** All that {@code get} can list. */
final class Nouns {
  static final Noun NODES =
      new Noun(
          List.of("nodes", "node"),
          "Node",
          "/v1/nodes",
          node -> text(node, "certname"),
          List.of(
              column("NAME", NAME),
              column("PHASE", KEEP),
              column("INSTANCES", KEEP),
              column("SEEN", KEEP),
              column("TAGS", SENTENCE),
              column("CONNECTOR", KEEP)),
          1,
          1,
          (node, style, now) ->
              List.of(
                  text(node, "certname"),
                  style.phase(text(node, "phase")),
                  phases(node.path("phases"), style),
                  seen(node, now),
                  joined(node.path("tags")),
                  text(node, "connectorVersion")));

  static final Noun INSTANCES =
      new Noun(
          List.of("instances", "instance"),
          "Instance",
          "/v1/instances",
          instance -> text(instance, "node") + "/" + text(instance, "service"),
          List.of(
              column("NODE", NAME),
              column("SERVICE", NAME),
              column("PHASE", KEEP),
              column("SINCE", KEEP),
              column("MESSAGE", SENTENCE),
              column("BECAUSE", SENTENCE),
              column("CONDITIONS", KEEP)),
          2,
          2,
          (instance, style, now) ->
              List.of(
                  text(instance, "node"),
                  text(instance, "service"),
                  style.phase(text(instance, "phase")),
                  Text.age(text(instance, "phaseSince"), now),
                  message(instance),
                  joined(instance.path("because")),
                  letters(instance.path("conditions"))));

  /** How instances were at an earlier moment. */
  static final Noun INSTANCES_THEN =
      new Noun(
          List.of("instances", "instance"),
          "Instance",
          "/v1/instances",
          instance -> text(instance, "node") + "/" + text(instance, "service"),
          List.of(
              column("NODE", NAME),
              column("SERVICE", NAME),
              column("PHASE", KEEP),
              column("SINCE", KEEP),
              column("WANTED", KEEP),
              column("MESSAGE", SENTENCE),
              column("TAGS", SENTENCE)),
          1,
          2,
          (instance, style, _) ->
              List.of(
                  text(instance, "node"),
                  text(instance, "service"),
                  style.phase(text(instance, "phase")),
                  text(instance, "phaseSince"),
                  instance.path("then").path("wanted").asBoolean(false) ? "yes" : "no",
                  text(instance, "waiting"),
                  joined(instance.path("then").path("tags"))));

  static final Noun TAGS =
      new Noun(
          List.of("tags", "tag"),
          "Tag",
          "",
          entry -> text(entry, "tag"),
          List.of(
              column("TAG", NAME),
              column("SOURCE", NAME),
              column("TRUST", KEEP),
              column("SET BY", NAME),
              column("SINCE", KEEP),
              column("UNTIL", KEEP),
              column("NOTE", SENTENCE)),
          0,
          -1,
          (entry, _, now) ->
              List.of(
                  text(entry, "tag"),
                  text(entry, "source"),
                  text(entry, "trust"),
                  text(entry, "setBy"),
                  entry.has("setAt") ? Text.age(text(entry, "setAt"), now) : "–",
                  text(entry, "expires"),
                  entry.path("effective").asBoolean(true)
                      ? ""
                      : "does not count: " + text(entry, "why")));

  static final Noun VOUCHERS =
      new Noun(
          List.of("vouchers", "voucher"),
          "Voucher",
          "/v1/vouchers",
          key -> text(key, "certname"),
          List.of(
              column("COMPILER", NAME),
              column("COUNTS", KEEP),
              column("ENROLLED", KEEP),
              column("REPLACED", KEEP),
              column("KEY", NAME)),
          0,
          -1,
          (key, _, now) ->
              List.of(
                  text(key, "certname"),
                  key.path("counts").asBoolean(false) ? "yes" : "no",
                  Text.age(text(key, "enrolledAt"), now),
                  key.has("retiredAt") ? Text.age(text(key, "retiredAt"), now) : "–",
                  text(key, "kid")));

  static final Noun EVENTS =
      new Noun(
          List.of("events", "event"),
          "Event",
          "/v1/events",
          event -> text(event, "id"),
          List.of(
              column("AT", KEEP),
              column("NODE", NAME),
              column("SERVICE", NAME),
              column("KIND", KEEP),
              column("MESSAGE", SENTENCE)),
          0,
          -1,
          (event, _, _) ->
              List.of(
                  text(event, "at"),
                  text(event, "node"),
                  text(event, "service"),
                  text(event, "kind"),
                  text(event, "message")));

  static final Noun BACKENDS =
      new Noun(
          List.of("backends", "backend"),
          "Backend",
          "/v1/backends",
          backend -> text(backend, "name"),
          List.of(
              column("NAME", NAME),
              column("TYPE", KEEP),
              column("STATUS", KEEP),
              column("SINCE", KEEP),
              column("REGISTERED", NUMBER),
              column("PROVEN", NUMBER),
              column("MESSAGE", SENTENCE),
              column("URL", NAME)),
          1,
          -1,
          (backend, _, now) ->
              List.of(
                  text(backend, "name"),
                  text(backend, "type"),
                  text(backend, "status").replace('-', ' '),
                  Text.age(text(backend, "since"), now),
                  text(backend, "registered"),
                  text(backend, "proven"),
                  text(backend, "message"),
                  text(backend, "url")
                      + (text(backend, "through").isEmpty()
                          ? ""
                          : " through " + text(backend, "through"))));

  static final Noun REPOSITORIES =
      new Noun(
          List.of("repositories", "repository"),
          "Repository",
          "/v1/repositories",
          repository -> text(repository, "name"),
          List.of(
              column("NAME", NAME),
              column("STATE", KEEP),
              column("IN FORCE", KEEP),
              column("THERE", KEEP),
              column("CONTACT", KEEP),
              column("PLAN", KEEP),
              column("MESSAGE", SENTENCE),
              column("URL", NAME)),
          1,
          -1,
          (repository, _, now) ->
              List.of(
                  text(repository, "name"),
                  text(repository, "state").replace('-', ' '),
                  commit(repository.path("applied")),
                  commit(repository.path("seen")),
                  repository.has("contactedAt")
                      ? Text.age(text(repository, "contactedAt"), now)
                      : "never",
                  text(repository, "plan"),
                  text(repository, "message"),
                  text(repository, "url")));

  static final Noun PLANS =
      new Noun(
          List.of("plans", "plan"),
          "Plan",
          "/v1/plans",
          plan -> text(plan, "id"),
          List.of(
              column("ID", KEEP),
              column("STATE", KEEP),
              column("MADE", KEEP),
              column("BY", NAME),
              column("TOUCHED", NUMBER),
              column("LEFT", NUMBER)),
          0,
          -1,
          (plan, _, now) ->
              List.of(
                  text(plan, "id"),
                  text(plan, "state"),
                  Text.age(text(plan, "createdAt"), now),
                  text(plan, "createdBy"),
                  text(plan.path("totals"), "touched"),
                  Integer.toString(plan.path("result").path("followUp").size())));

  static final Noun EXCEPTIONS =
      new Noun(
          List.of("exceptions", "exception"),
          "Exception",
          "/v1/exceptions",
          exception -> text(exception, "id"),
          List.of(
              column("ID", KEEP),
              column("KIND", KEEP),
              column("STATE", KEEP),
              column("NODE", NAME),
              column("SERVICE", NAME),
              column("SINCE", KEEP),
              column("MESSAGE", SENTENCE)),
          0,
          -1,
          (exception, _, now) ->
              List.of(
                  text(exception, "id"),
                  text(exception, "kind"),
                  text(exception, "state"),
                  text(exception, "node"),
                  text(exception, "service"),
                  Text.age(text(exception, "since"), now),
                  text(exception, "message")));

  static final Noun AGENTS =
      new Noun(
          List.of("agents", "agent"),
          "Agent",
          "",
          agent -> text(agent, "instanceUid"),
          List.of(
              column("UID", NAME),
              column("TYPE", NAME),
              column("CONNECTED", KEEP),
              column("SINCE", KEEP),
              column("HEALTH", SENTENCE)),
          0,
          -1,
          (agent, _, now) ->
              List.of(
                  text(agent, "instanceUid"),
                  text(agent, "type"),
                  agent.path("connected").asBoolean(false) ? "yes" : "no",
                  Text.age(text(agent, "since"), now),
                  (text(agent.path("health"), "status")
                          + " "
                          + text(agent.path("health"), "lastError"))
                      .strip()));

  static final Noun AUDIT =
      new Noun(
          List.of("audit"),
          "AuditLine",
          "/v1/audit",
          line -> text(line, "id"),
          List.of(
              column("AT", KEEP),
              column("WHO", NAME),
              column("ACTION", KEEP),
              column("TARGET", NAME),
              column("OUTCOME", KEEP),
              column("DETAIL", SENTENCE),
              column("REQUEST", KEEP)),
          1,
          -1,
          (line, _, _) ->
              List.of(
                  Text.seconds(text(line, "at")),
                  text(line, "principal"),
                  text(line, "action"),
                  text(line, "target"),
                  text(line, "outcome"),
                  text(line, "detail"),
                  text(line, "requestId")));

  static final Noun TOKENS =
      new Noun(
          List.of("tokens", "token"),
          "Token",
          "/v1/tokens",
          token -> text(token, "name"),
          List.of(
              column("NAME", NAME),
              column("ROLE", KEEP),
              column("MADE", KEEP),
              column("BY", NAME),
              column("ENDED", KEEP)),
          0,
          -1,
          (token, _, now) ->
              List.of(
                  text(token, "name"),
                  text(token, "role"),
                  Text.age(text(token, "createdAt"), now),
                  text(token, "createdBy"),
                  token.has("revokedAt") ? Text.age(text(token, "revokedAt"), now) : "–"));

  static final Noun PACKAGES =
      new Noun(
          List.of("packages", "package"),
          "ConnectorPackage",
          "/v1/connector/packages",
          file -> text(file, "file"),
          List.of(
              column("FILE", NAME),
              column("VERSION", KEEP),
              column("FORMAT", KEEP),
              column("ARCHITECTURE", KEEP),
              column("SHA256", NAME)),
          1,
          -1,
          (file, _, _) ->
              List.of(
                  text(file, "file"),
                  text(file, "version"),
                  text(file, "format"),
                  text(file, "architecture"),
                  text(file, "sha256")));

  private static final List<Noun> ALL =
      List.of(
          NODES,
          INSTANCES,
          document("services", "service", "Service"),
          document("policies", "policy", "Policy"),
          document("bundles", "bundle", "Bundle"),
          document("tag-keys", "tag-key", "TagKey"),
          document("tag-rules", "tag-rule", "TagRule"),
          document("groups", "group", "Group"),
          document("assignments", "assignment", "Assignment"),
          document("exemptions", "exemption", "Exemption"),
          document("sites", "site", "Site"),
          BACKENDS,
          REPOSITORIES,
          VOUCHERS,
          PLANS,
          EXCEPTIONS,
          TAGS,
          EVENTS,
          AGENTS,
          AUDIT,
          TOKENS,
          PACKAGES);

  /** What the API gives in one piece: there are few of them. */
  private static final List<Noun> WHOLE =
      List.of(BACKENDS, REPOSITORIES, VOUCHERS, TAGS, AGENTS, TOKENS, PACKAGES);

  private Nouns() {}

  /** Every noun. */
  static List<Noun> all() {
    return ALL;
  }

  /** Whether the API gives it page by page, and so takes a limit. */
  static boolean isPaged(Noun noun) {
    return !WHOLE.contains(noun);
  }

  /** The noun of a word. */
  static Optional<Noun> of(String word) {
    return ALL.stream().filter(noun -> noun.words().contains(word)).findFirst();
  }

  /**
   * The noun of a word.
   *
   * @throws Failure when there is none; says which was meant
   */
  static Noun named(String word) {
    return of(word)
        .orElseThrow(
            () ->
                new Failure(
                    Exit.USAGE,
                    "noun-unknown",
                    "“" + word + "” cannot be listed.",
                    DidYouMean.closest(
                            word, ALL.stream().flatMap(noun -> noun.words().stream()).toList())
                        .map(close -> "Did you mean " + close + "?")
                        .orElse("Use one of: " + words())));
  }

  /** The kind of document that a word stands for; empty when it stands for none. */
  static Optional<String> kind(String word) {
    if (word.matches("backends?")) {
      return Optional.of("Backend");
    }
    return REPOSITORIES.words().contains(word)
        ? Optional.of(REPOSITORIES.kind())
        : of(word).filter(noun -> noun.path().startsWith("/v1/documents/")).map(Noun::kind);
  }

  /**
   * The kind of document that a word stands for.
   *
   * @throws Failure when it stands for none; says which was meant
   */
  static String kindNamed(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    List<String> known = documentWords().toList();
    return kind(lower)
        .or(() -> Kind.of(word).map(Kind::word))
        .orElseThrow(
            () ->
                new Failure(
                    Exit.USAGE,
                    "kind-unknown",
                    "“" + word + "” is not a kind of document.",
                    DidYouMean.closest(lower, known)
                        .map(close -> "Did you mean " + close + "?")
                        .orElse("Use one of: " + String.join(", ", known))));
  }

  /** The word for one document of a kind, such as {@code tag-key}. */
  static Optional<String> wordOf(String kind) {
    return kind.equals("Backend")
        ? Optional.of("backend")
        : ALL.stream()
            .filter(noun -> noun.path().startsWith("/v1/documents/") && noun.kind().equals(kind))
            .map(noun -> noun.words().getLast())
            .findFirst();
  }

  /** The words for one document of each kind. */
  static Stream<String> documentWords() {
    return Stream.concat(
        Stream.of("backend"),
        ALL.stream()
            .filter(noun -> noun.path().startsWith("/v1/documents/"))
            .map(noun -> noun.words().getLast()));
  }

  /** The usual words, for messages. */
  static String words() {
    return ALL.stream().map(Noun::word).collect(Collectors.joining(", "));
  }

  /** A field as text; empty when it is not there. */
  static String text(JsonNode thing, String field) {
    JsonNode value = thing.path(field);
    return value.isValueNode() && !value.isNull() ? value.asString() : "";
  }

  /** What an instance waits for, else its first condition that does not hold. */
  static String message(JsonNode instance) {
    if (!text(instance, "waiting").isEmpty()) {
      return text(instance, "waiting");
    }
    for (JsonNode condition : instance.path("conditions")) {
      String status = text(condition, "status");
      if (!status.equals("True") && !status.equals("NotApplicable")) {
        return (text(condition, "type") + " " + status + ": " + text(condition, "message")).strip();
      }
    }
    return "";
  }

  /** The beginning of a commit's id, as people write it; empty when there is none. */
  static String commit(JsonNode commit) {
    String id = text(commit, "id");
    return id.substring(0, Math.min(10, id.length()));
  }

  private static Noun document(String plural, String singular, String kind) {
    return new Noun(
        List.of(plural, singular),
        kind,
        "/v1/documents/" + kind,
        document -> text(document, "name"),
        List.of(
            column("NAME", NAME),
            column("REVISION", NUMBER),
            column("CHANGED", KEEP),
            column("BY", NAME),
            column("DESCRIPTION", SENTENCE),
            column("SELECTOR", SENTENCE)),
        List.of("Policy", "Group", "TagRule", "Exemption", "Site").contains(kind) ? 0 : 1,
        -1,
        (document, _, now) ->
            List.of(
                text(document, "name"),
                text(document, "revision"),
                Text.age(text(document, "changedAt"), now),
                text(document, "changedBy"),
                text(document, "description"),
                text(document.path("document").path("spec"), "selector")));
  }

  private static String seen(JsonNode node, Instant now) {
    String seen =
        node.path("connected").asBoolean(false)
            ? "connected"
            : node.has("lastSeen") ? Text.age(text(node, "lastSeen"), now) : "never";
    return node.path("simulated").asBoolean(false) ? seen + ", simulated" : seen;
  }

  private static String joined(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).collect(Collectors.joining(" "));
  }

  private static String phases(JsonNode phases, Style style) {
    var counts = new ArrayList<String>();
    phases.properties().forEach(e -> counts.add(style.glyph(e.getKey()) + e.getValue().asInt(0)));
    return counts.isEmpty() ? "–" : String.join(" ", counts);
  }

  /**
   * One letter for each condition in their fixed order: I C R H R P, a dash where it does not hold.
   */
  private static String letters(JsonNode conditions) {
    return conditions
        .valueStream()
        .map(
            condition ->
                switch (text(condition, "status")) {
                  case "True" -> text(condition, "type").substring(0, 1);
                  case "False" -> "-";
                  case "NotApplicable" -> "·";
                  default -> "?";
                })
        .collect(Collectors.joining());
  }
}
