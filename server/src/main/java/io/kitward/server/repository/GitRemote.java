package io.kitward.server.repository;

import io.kitward.policy.RepositoryDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.BasePackFetchConnection;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks repositories what is there, and reads it. Each look has a folder of its own that is gone
 * afterwards, so that nothing of a look that was cut off stays in force or in the way; no hook, no
 * filter and no program of a repository is ever run. Thread-safe.
 */
public final class GitRemote {

  private static final Logger LOG = LoggerFactory.getLogger(GitRemote.class);
  private static final int TIMEOUT_SECONDS = 20;

  /** As many commits as people push between two looks, and more. */
  private static final int RECENT = 50;

  private static final int WHOLE_HISTORY = 0;
  private static final int LONGEST_SUBJECT = 200;

  private final Path folder;
  private final Bounds bounds;
  private final Set<String> allowed;
  private final InstantSource clock;

  /**
   * Makes it; what a server that was killed left in the folder goes.
   *
   * @param folder for looks
   * @param allowed the schemes of URLs that may be asked, such as {@code https}
   */
  public GitRemote(Path folder, Bounds bounds, Set<String> allowed, InstantSource clock)
      throws IOException {
    this.folder = folder;
    this.bounds = bounds;
    this.allowed = Set.copyOf(allowed);
    this.clock = clock;
    remove(folder);
    Files.createDirectories(folder);
    BareSystem.use(folder);
  }

  /**
   * Looks what a repository's branch or tag is at.
   *
   * @param secret of the user as whom to sign in; empty when nobody does
   * @param known the commit that needs no reading; empty: none
   * @param inForce the commit that the found one should build on; empty: none
   */
  public Look look(
      RepositoryDocument repository, Optional<String> secret, String known, String inForce)
      throws UnreachableException {
    String scheme = repository.url().replaceFirst(":.*", "");
    if (!allowed.contains(scheme)) {
      throw new UnreachableException(
          scheme + ":// is not allowed; allow it in the server's settings: repositories.allowed");
    }
    Look look = look(repository, secret, known, inForce, inForce.isEmpty() ? 1 : RECENT);
    return look instanceof Look.Found found && found.rewritten()
        ? new Look.Found(
            found.commit(),
            isRewritten(repository, secret, inForce),
            found.files(),
            found.problems())
        : look;
  }

  /** Whether not even the whole history knows the commit; where that can't be told, it is so. */
  private boolean isRewritten(
      RepositoryDocument repository, Optional<String> secret, String inForce) {
    try {
      return look(repository, secret, "", inForce, WHOLE_HISTORY)
              instanceof Look.Found(_, boolean rewritten, _, _)
          && rewritten;
    } catch (UnreachableException e) {
      LOG.info("the history of {} can't be read: {}", repository.name(), e.getMessage());
      return true;
    }
  }

  private Look look(
      RepositoryDocument repository,
      Optional<String> secret,
      String known,
      String inForce,
      int depth)
      throws UnreachableException {
    Path place = null;
    try {
      place = Files.createTempDirectory(folder, "look");
      try (var local = BoundedRepository.create(place.resolve("git"), bounds, clock)) {
        ObjectId id = fetch(local, repository, secret, known, depth);
        return id == null ? new Look.Same() : read(local, repository, id, inForce);
      }
    } catch (IOException e) {
      throw new UnreachableException(words(e), e);
    } finally {
      if (place != null) {
        remove(place);
      }
    }
  }

  /** Fetches what the branch or tag is at; null when that is known. */
  private static @Nullable ObjectId fetch(
      BoundedRepository local,
      RepositoryDocument repository,
      Optional<String> secret,
      String known,
      int depth)
      throws IOException, UnreachableException {
    try (Transport transport = Transport.open(local, new URIish(repository.url()))) {
      transport.setTimeout(TIMEOUT_SECONDS);
      transport.setCheckFetchedObjects(true);
      transport.setTagOpt(TagOpt.NO_TAGS);
      if (depth != WHOLE_HISTORY) {
        transport.setDepth(depth);
      }
      secret.ifPresent(value -> signIn(transport, repository, value));
      try (FetchConnection connection =
          transport.openFetch(List.of(new RefSpec(repository.reference())))) {
        if (!(connection instanceof BasePackFetchConnection)) {
          throw new UnreachableException("it is no Git server, only files; serve it by Git");
        }
        Ref there = connection.getRef(repository.reference());
        if (there == null || there.getObjectId() == null) {
          throw new UnreachableException("there is no " + repository.reference());
        }
        ObjectId peeled = there.getPeeledObjectId();
        ObjectId commit = peeled == null ? there.getObjectId() : peeled;
        if (commit.name().equals(known)) {
          return null;
        }
        connection.fetch(new Patience(local), List.of(there), Set.of());
        return there.getObjectId();
      }
    } catch (URISyntaxException e) {
      throw new UnreachableException("its URL can't be read: " + e.getReason(), e);
    }
  }

  private static void signIn(Transport transport, RepositoryDocument repository, String secret) {
    if (transport instanceof SshTransport ssh) {
      ssh.setSshSessionFactory(new SshAccess(repository, secret));
    } else {
      transport.setCredentialsProvider(
          new UsernamePasswordCredentialsProvider(repository.user(), secret));
    }
  }

  private Look.Found read(
      BoundedRepository local, RepositoryDocument repository, ObjectId id, String inForce)
      throws IOException {
    try (var walk = new RevWalk(local)) {
      RevCommit head = walk.parseCommit(id);
      PersonIdent author = head.getAuthorIdent();
      Look.Found found =
          FolderAtCommit.read(
              local,
              bounds,
              repository.path(),
              head,
              new Commit(
                  head.name(),
                  shortened(author.getName()),
                  Instant.ofEpochSecond(head.getCommitTime()),
                  shortened(head.getShortMessage())));
      return new Look.Found(
          found.commit(), !isAmong(walk, head, inForce), found.files(), found.problems());
    }
  }

  private static boolean isAmong(RevWalk walk, RevCommit head, String inForce) throws IOException {
    if (inForce.isEmpty()) {
      return true;
    }
    walk.markStart(head);
    for (RevCommit commit : walk) {
      if (commit.name().equals(inForce)) {
        return true;
      }
    }
    return false;
  }

  private static String shortened(String text) {
    String plain = text.replaceAll("[\\p{Cc}\\p{Cs}\\p{Cf}]", " ").strip();
    return plain.length() > LONGEST_SUBJECT ? plain.substring(0, LONGEST_SUBJECT) + "…" : plain;
  }

  /** In one line, without what a server says at length. */
  private static String words(IOException e) {
    Throwable innermost = e;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String cause = innermost.getMessage();
    String all = cause == null || said.contains(cause) ? said : said + ": " + cause;
    return switch (e) {
      case NoRemoteRepositoryException _ -> "there is no such repository: " + shortened(all);
      case TransportException _ -> shortened(all);
      default -> "it can't be read: " + shortened(all);
    };
  }

  private static void remove(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("the folder of a look stays until the next start: {}", e.toString());
    }
  }

  /** Ends a fetch that takes too long. */
  private static final class Patience extends EmptyProgressMonitor {
    private final BoundedRepository local;

    Patience(BoundedRepository local) {
      this.local = local;
    }

    @Override
    public boolean isCancelled() {
      return local.isLate();
    }
  }
}
