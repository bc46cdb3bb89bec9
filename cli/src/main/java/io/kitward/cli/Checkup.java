package io.kitward.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What has to be right before a command can do anything, looked at one after the other. */
final class Checkup {
  private static final Duration SOON = Duration.ofDays(30);

  /** Tags that end by themselves and tokens do so by the server's clock. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private static final Pattern BUILD =
      Pattern.compile("(?m)^kitward_build\\{[^}]*version=\"([^\"]+)\"");

  private final List<Finding> findings = new ArrayList<>();
  private final Instant now;
  private final String version;

  Checkup(Instant now, String version) {
    this.now = now;
    this.version = version;
  }

  /** What was found, in the order in which it was looked at. */
  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Looks at the files, then asks the server. */
  void of(Settings settings) {
    settings.ca().ifPresentOrElse(this::authority, () -> add(Finding.ok("CA", "the system's own")));
    settings
        .tokenFile()
        .ifPresentOrElse(
            this::tokenFile,
            () ->
                add(
                    Finding.warning(
                        "token", "none is set", "kitward context set NAME --token-file FILE")));
    if (findings.stream().anyMatch(each -> each.state() == Finding.State.BAD)) {
      return;
    }
    Api api = new Api(settings);
    boolean reached =
        tried(
            "server",
            () -> {
              String _ = api.text("/healthz");
              return Finding.ok("server", api.host() + " answers");
            });
    if (!reached) {
      return;
    }
    tried(
        "ready",
        () -> {
          String _ = api.text("/readyz");
          return Finding.ok("ready", "it can serve");
        });
    tried(
        "access",
        () -> {
          JsonNode status = api.get("/v1/status");
          add(clock(Nouns.text(status, "at")));
          return Finding.ok("access", "the token is accepted");
        });
    add(build(api));
  }

  private void add(Finding finding) {
    findings.add(finding);
  }

  /** Looks at one thing; returns whether it is well. */
  private boolean tried(String subject, java.util.function.Supplier<Finding> look) {
    try {
      add(look.get());
      return true;
    } catch (Failure failure) {
      add(Finding.bad(subject, failure));
      return false;
    }
  }

  private void authority(Path file) {
    boolean _ = tried("CA", () -> certificates(file));
  }

  private Finding certificates(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Optional<Instant> end =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(certificate -> ((X509Certificate) certificate).getNotAfter().toInstant())
              .min(Instant::compareTo);
      if (end.isEmpty()) {
        throw new CertificateException("there is none in it");
      }
      if (end.get().isBefore(now)) {
        throw new Failure(
            Exit.USAGE, "ca-file", file + " ended at " + end.get() + ".", "Fetch the new ca.pem.");
      }
      return end.get().isBefore(now.plus(SOON))
          ? Finding.warning("CA", file + " ends at " + end.get(), "Fetch the new ca.pem soon.")
          : Finding.ok("CA", file + ", until " + end.get());
    } catch (IOException | CertificateException e) {
      throw new Failure(
          Exit.USAGE,
          "ca-file",
          file + " cannot be read as PEM certificates.",
          "Name the server's ca.pem with --ca, KITWARD_CA or in the context.");
    }
  }

  private void tokenFile(Path file) {
    boolean _ =
        tried(
            "token",
            () -> {
              try {
                if (Files.readString(file).isBlank()) {
                  throw new IOException("it is empty");
                }
                boolean open =
                    Files.getPosixFilePermissions(file).stream()
                        .anyMatch(
                            each ->
                                each == PosixFilePermission.OTHERS_READ
                                    || each == PosixFilePermission.GROUP_READ);
                return open
                    ? Finding.warning(
                        "token", file + " is readable for others", "chmod 600 " + file)
                    : Finding.ok("token", file + ", for its owner alone");
              } catch (IOException e) {
                throw new Failure(
                    Exit.NOT_PERMITTED,
                    "token-file",
                    "The token file " + file + " cannot be read, or is empty.",
                    "Check --token-file, KITWARD_TOKEN_FILE or the context.");
              }
            });
  }

  private Finding clock(String at) {
    try {
      Duration apart = Duration.between(now, Instant.parse(at)).abs();
      return apart.compareTo(SKEW) > 0
          ? Finding.warning(
              "clock",
              "it is " + apart.toSeconds() + " s away from the server's",
              "Look at time synchronisation here and there.")
          : Finding.ok("clock", "as the server's");
    } catch (DateTimeParseException _) {
      return Finding.warning("clock", "the server says no time", "");
    }
  }

  private Finding build(Api api) {
    try {
      Matcher build = BUILD.matcher(api.text("/metrics"));
      if (build.find()) {
        return build.group(1).equals(version)
            ? Finding.ok("version", version + ", as the server")
            : Finding.warning(
                "version",
                version + ", the server has " + build.group(1),
                "Install the command line of the server's version.");
      }
    } catch (Failure _) {
      // Metrics have a right of their own; not to have it is no ailment.
    }
    return Finding.ok("version", version + "; the server does not tell you its own");
  }
}
