package io.kitward.server.desired;

import io.kitward.policy.BackendDocument;
import io.kitward.policy.DeclaredService;
import io.kitward.policy.HttpConsole;
import io.kitward.policy.Member;
import io.kitward.policy.ParameterValue;
import io.kitward.policy.PolicyMatcher;
import io.kitward.policy.Resolution;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.tags.EffectiveTags;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The documents in force, as a function from a node to what it shall have. A value: it never
 * changes. Thread-safe.
 */
public interface Policy {

  /** How the policies of a node are found. */
  PolicyMatcher.Source MATCHER = IndexedPolicies::of;

  /** The documents' revision; 0 when nothing was ever applied. */
  long revision();

  /**
   * What a node of that name, with what sources set on it, what Puppet assigns to it, and these
   * facts, shall have now. Pure.
   */
  default Resolved resolve(
      String certname,
      List<SourcedTag> set,
      List<DeclaredService> declared,
      Map<String, String> facts,
      Instant now) {
    return resolve(certname, set, declared, Map.of(), facts, now);
  }

  /**
   * The same of a node on which consoles are that have members.
   *
   * @param members what registers in consoles that are configured by files on this node, by backend
   */
  Resolved resolve(
      String certname,
      List<SourcedTag> set,
      List<DeclaredService> declared,
      Map<String, List<Member>> members,
      Map<String, String> facts,
      Instant now);

  /** The same of a node to which Puppet assigns nothing. */
  default Resolved resolve(
      String certname, List<SourcedTag> set, Map<String, String> facts, Instant now) {
    return resolve(certname, set, List.of(), facts, now);
  }

  /** Which of a node's tags count now, and what rules derive. Pure. */
  EffectiveTags effective(
      String certname, List<SourcedTag> set, Map<String, String> facts, Instant now);

  /** The pure resolution behind it. */
  Resolution resolution();

  /** What Backend documents name, by name: consoles, and who is notified. */
  Map<String, Console> consoles();

  /** Those of them that are notified, by name. */
  Map<String, Receiver> receivers();

  /**
   * A console, as its document says.
   *
   * @param url where Kitward asks it, or sends what it is told; empty when it does neither
   * @param alertmanager where alerts of what a person suspended are silenced; empty: nowhere
   * @param through the node whose connector asks it, by certname; empty: this server does
   * @param credential what Kitward shows there, as {@code secret:NAME@VERSION}; empty when nothing
   * @param login of those that keep hosts
   * @param configure its own node, and what is placed there
   * @param registersAs what services register in, where the type doesn't say it; else empty
   * @param requests how a console is spoken to that Kitward has no driver for
   */
  record Console(
      String name,
      BackendDocument.Type type,
      String url,
      String alertmanager,
      String through,
      String credential,
      Optional<BackendDocument.Login> login,
      Optional<BackendDocument.Configure> configure,
      String registersAs,
      Optional<HttpConsole> requests) {

    static Console of(BackendDocument document) {
      ParameterValue.Secret secret = document.secret();
      return new Console(
          document.name(),
          document.type(),
          document.url() == null ? "" : document.url(),
          document.alertmanager() == null ? "" : document.alertmanager(),
          document.through() == null ? "" : document.through(),
          secret == null ? "" : secret.reference(),
          Optional.ofNullable(document.login()),
          Optional.ofNullable(document.configure()),
          document.registersAs() == null ? "" : document.registersAs(),
          Optional.ofNullable(document.requests()));
    }

    /** What services register in, for instance {@code prometheus}. */
    public String kind() {
      return registersAs.isEmpty() ? type.name().toLowerCase(Locale.ROOT) : registersAs;
    }
  }

  /**
   * Who is told of exceptions, as its document says.
   *
   * @param digest of the document
   * @param secret what signs, or the password of the mail server's user, as {@code
   *     secret:NAME@VERSION}
   * @param kinds of exceptions, sorted; empty: every kind
   * @param mail who is told by e-mail; empty for a webhook
   */
  record Receiver(
      String name,
      String digest,
      String url,
      Optional<String> secret,
      List<String> kinds,
      Optional<Mail> mail) {
    public Receiver {
      kinds = kinds.stream().sorted().toList();
    }

    static Receiver of(BackendDocument document) {
      ParameterValue.Secret secret = document.secret();
      return new Receiver(
          document.name(),
          document.digest(),
          document.url() == null ? "" : document.url(),
          secret == null ? Optional.empty() : Optional.of(secret.reference()),
          document.exceptions().stream().map(BackendDocument.ExceptionKind::word).toList(),
          Mail.of(document));
    }
  }

  /**
   * From whom to whom e-mails go.
   *
   * @param user of the mail server; empty where it asks for none
   * @param caPem certificates that the mail server's own must be signed by; empty: those that Java
   *     trusts
   */
  record Mail(String from, List<String> to, String user, String caPem) {
    public Mail {
      to = List.copyOf(to);
    }

    static Optional<Mail> of(BackendDocument document) {
      BackendDocument.Mail mail = document.mail();
      BackendDocument.Login login = document.login();
      return mail == null || login == null
          ? Optional.empty()
          : Optional.of(new Mail(mail.from(), mail.to(), login.user(), login.ca()));
    }
  }
}
