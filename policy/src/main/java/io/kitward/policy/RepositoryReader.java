package io.kitward.policy;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the spec of a repository that is followed. */
final class RepositoryReader {
  private static final Pattern URL =
      Pattern.compile(
          "(?!.{2049})((https?|ssh)://[A-Za-z0-9\\[][A-Za-z0-9.:\\[\\]-]*/|file:///)"
              + "[A-Za-z0-9._~/+=%-]+");

  private static final String URL_EXPECTED =
      "https://HOST/PATH or ssh://HOST/PATH without a user in it; the user stands in user";

  /** What {@code git check-ref-format} lets through, and no more of it than people use. */
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?!.{201})(?!.*(\\.\\.|\\.lock(/|$)|//|\\.$))[A-Za-z0-9_][A-Za-z0-9._+-]*(/[A-Za-z0-9_][A-Za-z0-9._+-]*)*");

  private static final Pattern PATH =
      Pattern.compile("(?!.{1025})(?!(.*/)?\\.{1,2}(/|$))[A-Za-z0-9._@+-]+(/[A-Za-z0-9._@+-]+)*");

  private static final Pattern SECRET =
      Pattern.compile("secret:[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?@[1-9][0-9]{0,8}");
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9._@+-]{1,128}");
  private static final Pattern HOST_KEY =
      Pattern.compile(
          "(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa) [A-Za-z0-9+/=]{32,2048}");
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  private RepositoryReader() {}

  static RepositoryDocument repository(Metadata metadata, Fields spec) {
    String url = spec.text("url", URL, URL_EXPECTED);
    String branch = spec.textOr("branch", "", REFERENCE, "the name of a branch, such as main");
    String tag = spec.textOr("tag", "", REFERENCE, "the name of a tag, such as live");
    if (branch.isEmpty() == tag.isEmpty()) {
      spec.problem(Problem.VALUE, "branch", "name either a branch or a tag to follow");
    }
    String path =
        spec.textOr(
            "path", "", PATH, "a folder in the repository, such as kitward/production, without ..");
    Duration interval = Syntax.duration(spec, "interval", "60s", LONGEST);
    if (!interval.isZero() && interval.compareTo(SHORTEST) < 0) {
      spec.problem(
          Problem.VALUE, "interval", "is " + DocumentForm.grace(interval) + ", expected 10s to 1d");
    }
    String user = spec.textOr("user", "", USER, "the name of a user");
    ParameterValue.Secret secret = secret(spec);
    String hostKey =
        spec.textOr("hostKey", "", HOST_KEY, "a server's public key, as ssh-keyscan prints it");
    if (secret == null && !user.isEmpty()) {
      spec.problem(Problem.MISSING, "secret", "whoever signs in needs one: secret:NAME@VERSION");
    }
    if (secret != null && user.isEmpty()) {
      spec.problem(Problem.MISSING, "user", "whose secret is it? For SSH it is often git");
    }
    if (secret != null && url.startsWith("http://")) {
      spec.problem(Problem.VALUE, "secret", "is not sent over http://, where anybody reads it");
    }
    if (url.startsWith("ssh://") != !hostKey.isEmpty()) {
      spec.problem(
          Problem.VALUE,
          "hostKey",
          "an ssh:// server is known by its hostKey, and no other has one: ssh-keyscan HOST");
    }
    if (url.startsWith("ssh://") && secret == null) {
      spec.problem(Problem.MISSING, "secret", "an ssh:// server asks for a private key");
    }
    RepositoryDocument.Approval approval =
        spec.choice("approval", RepositoryDocument.Approval.class);
    return new RepositoryDocument(
        metadata,
        url,
        branch,
        tag,
        path,
        interval,
        user,
        secret,
        hostKey,
        approval == null ? RepositoryDocument.Approval.MANUAL : approval,
        spec.flagOr("prune", false),
        spec.flagOr("takeOver", false),
        spec.flagOr("suspended", false));
  }

  private static ParameterValue.@Nullable Secret secret(Fields spec) {
    String text =
        spec.optionalText(
            "secret", SECRET, "a reference secret:NAME@VERSION, such as secret:deploy@1");
    return text == null ? null : ParameterValue.Secret.parse(text).orElse(null);
  }
}
