package io.kitward.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A Git repository whose documents Kitward follows; it is only read.
 *
 * @param url {@code https://}, {@code ssh://}, or where the server's settings allow it {@code
 *     http://} and {@code file:///}; never with a user's name or password in it
 * @param branch that is followed; empty: {@code tag} is
 * @param tag that is followed; empty: {@code branch} is
 * @param path of the folder with the documents, without a slash at its ends; empty: all of it
 * @param interval between two looks
 * @param user as whom Kitward signs in; empty when it does not
 * @param secret the password, token or private key of the user; null when it does not sign in
 * @param hostKey by which an SSH server is known, such as {@code ssh-ed25519 AAAA…}; else empty
 * @param approval who lets a commit take effect
 * @param prune whether documents that are no longer there go; else they stay and are nobody's
 * @param takeOver whether it may change documents that people wrote otherwise or another source has
 * @param suspended whether it is left alone
 */
public record RepositoryDocument(
    Metadata metadata,
    String url,
    String branch,
    String tag,
    String path,
    Duration interval,
    String user,
    ParameterValue.@Nullable Secret secret,
    String hostKey,
    Approval approval,
    boolean prune,
    boolean takeOver,
    boolean suspended)
    implements Document {

  /** Who lets a commit take effect. */
  public enum Approval {
    /** A commit takes effect by itself, unless it touches so much that a person must confirm it. */
    AUTOMATIC,
    /** A person looks at the plan of each commit. */
    MANUAL
  }

  @Override
  public Kind kind() {
    return Kind.REPOSITORY;
  }

  /** The full name of what is followed, as Git has it. */
  public String reference() {
    return branch.isEmpty() ? "refs/tags/" + tag : "refs/heads/" + branch;
  }
}
