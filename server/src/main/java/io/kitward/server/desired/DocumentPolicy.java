package io.kitward.server.desired;

import io.kitward.policy.AgentPart;
import io.kitward.policy.BackendDocument;
import io.kitward.policy.Because;
import io.kitward.policy.Conflict;
import io.kitward.policy.DeclaredService;
import io.kitward.policy.DesiredFile;
import io.kitward.policy.DesiredInstance;
import io.kitward.policy.DesiredNode;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Member;
import io.kitward.policy.ParameterValue;
import io.kitward.policy.Resolution;
import io.kitward.policy.Site;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.tags.EffectiveTag;
import io.kitward.policy.tags.EffectiveTags;
import io.kitward.policy.tags.TagAuthority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A set of documents as a policy: what the pure resolution says, in the words of the protocol.
 * Immutable.
 */
final class DocumentPolicy implements Policy {

  private final long revision;
  private final Resolution resolution;
  private final TagAuthority authority;
  private final SortedMap<String, Console> consoles = new TreeMap<>();
  private final SortedMap<String, Receiver> receivers = new TreeMap<>();
  private final Set<String> kinds;
  private final Set<String> unfit;

  /**
   * @param unfit secrets that can't be made harmless for a format, as {@code
   *     secret:NAME@VERSION#FORMAT}
   */
  DocumentPolicy(long revision, DocumentSet documents, Site site, Set<String> unfit) {
    this.unfit = unfit;
    this.revision = revision;
    this.resolution = Resolution.of(documents, site, MATCHER);
    this.authority = TagAuthority.of(documents);
    for (BackendDocument backend : documents.backends()) {
      consoles.put(backend.name(), Console.of(backend));
      if (backend.type().isReceiver()) {
        receivers.put(backend.name(), Receiver.of(backend));
      }
    }
    // A receiver is told of exceptions and knows no instances.
    this.kinds =
        consoles.values().stream()
            .filter(console -> !console.type().isReceiver())
            .map(Console::kind)
            .collect(Collectors.toSet());
  }

  @Override
  public long revision() {
    return revision;
  }

  @Override
  public Map<String, Console> consoles() {
    return consoles;
  }

  @Override
  public Map<String, Receiver> receivers() {
    return receivers;
  }

  @Override
  public Resolution resolution() {
    return resolution;
  }

  @Override
  public EffectiveTags effective(
      String certname, List<SourcedTag> set, Map<String, String> facts, Instant now) {
    return authority.effective(certname, set, facts, now);
  }

  @Override
  public Resolved resolve(
      String certname,
      List<SourcedTag> set,
      List<DeclaredService> declared,
      Map<String, List<Member>> members,
      Map<String, String> facts,
      Instant now) {
    EffectiveTags effective = effective(certname, set, facts, now);
    DesiredNode desired =
        resolution.resolve(
            effective.view(certname, facts).declaring(declared).gathering(members), now);
    var instances = new TreeMap<String, WantedInstance>();
    var conflicts = new TreeMap<String, String>();
    for (Conflict conflict : desired.conflicts()) {
      conflicts.merge(conflict.service(), conflict.message(), (a, b) -> a + "; " + b);
    }
    for (DesiredInstance instance : desired.instances()) {
      Optional<String> unfitting = unfitting(instance);
      if (unfitting.isPresent()) {
        conflicts.put(instance.service(), unfitting.get());
        continue;
      }
      try {
        instances.put(instance.service(), wanted(instance));
      } catch (NumberFormatException e) {
        conflicts.put(instance.service(), "a check's port is no number: " + e.getMessage());
      }
    }
    return new Resolved(
        instances,
        conflicts,
        earliest(effective.changesAt(), desired.changesAt()),
        effective.tags().stream()
            .map(EffectiveTag::tag)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** Why a file of the instance can't be written with its secrets; empty when it can. */
  private Optional<String> unfitting(DesiredInstance instance) {
    for (String secret : instance.secrets()) {
      if (unfit.contains(secret)) {
        String file =
            instance.files().stream()
                .filter(it -> it.content().contains("${" + secret + "}"))
                .map(DesiredFile::path)
                .findFirst()
                .orElse("the configuration of its agent");
        int hash = secret.indexOf('#');
        return Optional.of(
            "the value of "
                + secret.substring(0, hash)
                + " can't stand in "
                + file
                + ", which is "
                + secret.substring(hash + 1)
                + ": it has a character that is refused there; give the secret another value");
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> earliest(@Nullable Instant one, @Nullable Instant other) {
    return Stream.of(Optional.ofNullable(one), Optional.ofNullable(other))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  private WantedInstance wanted(DesiredInstance instance) {
    return new WantedInstance(ProtocolForm.of(instance), reasons(instance));
  }

  private Reasons reasons(DesiredInstance instance) {
    var parameters = new ArrayList<Reasons.Parameter>();
    instance
        .parameters()
        .forEach(
            (leaf, choice) ->
                parameters.add(
                    new Reasons.Parameter(
                        leaf,
                        text(choice.value()),
                        choice.winner().toString(),
                        choice.losers().stream()
                            .map(lost -> text(lost.value()) + " from " + lost.origin())
                            .toList())));
    // Where no Backend document of a kind exists, nobody could register or prove anything there.
    Map<String, Map<String, String>> registration = new TreeMap<>();
    instance
        .registration()
        .forEach(
            (kind, fields) -> {
              if (kinds.contains(kind)) {
                registration.put(kind, new TreeMap<>(fields));
              }
            });
    return new Reasons(
        instance.because().stream().map(DocumentPolicy::words).toList(),
        parameters,
        registration,
        instance.offboarding().grace().toSeconds(),
        instance.secrets().stream().map(DocumentPolicy::reference).toList(),
        agent(instance.agent()));
  }

  private static @Nullable AgentWanted agent(@Nullable AgentPart agent) {
    return agent == null
        ? null
        : new AgentWanted(
            agent.type(),
            agent.config().stream()
                .map(
                    entry ->
                        new AgentWanted.Part(entry.name(), entry.contentType(), entry.template()))
                .toList());
  }

  private static String reference(String secret) {
    return secret.startsWith("secret:") ? secret : "secret:" + secret;
  }

  private static String text(ParameterValue value) {
    return value instanceof ParameterValue.Secret secret
        ? "secret:" + secret.name() + "@" + secret.version()
        : String.valueOf(value.plain());
  }

  private static String words(Because because) {
    return switch (because.source()) {
      case POLICY ->
          "Policy/"
              + because.name()
              + (because.bundle() == null ? "" : " by Bundle/" + because.bundle());
      case BACKEND -> "Backend/" + because.name();
      case ASSIGNMENT -> "Assignment/" + because.name();
      case PUPPET -> Reasons.PUPPET;
      case EXEMPTION -> "Exemption/" + because.name();
    };
  }
}
