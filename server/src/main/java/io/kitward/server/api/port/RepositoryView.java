package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A followed repository and how it stands.
 *
 * @param reference what is followed, such as {@code refs/heads/main}
 * @param path of the folder with the documents; empty: all of it
 * @param interval seconds between two looks
 * @param approval {@code automatic} or {@code manual}
 * @param state {@code new}, {@code in-step}, {@code waiting} (for a person), {@code conflict}
 *     (somebody else has a document), {@code broken} (its documents can't be used), {@code
 *     unreachable} or {@code suspended}
 * @param message why; empty when that is clear
 * @param faults what is wrong in the documents, place by place
 * @param seen the commit that is there; null when none was seen
 * @param plan what the seen commit would do, such as {@code p-12}; null when there is none
 * @param applied the commit that is in force; null when none is
 * @param contactedAt when it answered last
 * @param nextAt when it is looked at again; null while it is suspended or never was
 * @param documents how many documents it has in force
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RepositoryView(
    String name,
    String url,
    String reference,
    String path,
    long interval,
    String approval,
    boolean prune,
    boolean takeOver,
    boolean suspended,
    String state,
    String message,
    List<DocumentFault> faults,
    @Nullable CommitView seen,
    @Nullable String plan,
    @Nullable CommitView applied,
    @Nullable Instant appliedAt,
    @Nullable String appliedBy,
    @Nullable Instant lookedAt,
    @Nullable Instant contactedAt,
    @Nullable Instant nextAt,
    int documents) {

  /**
   * A commit, in the words of whoever made it.
   *
   * @param id 40 hexadecimal digits
   * @param subject the first line of its message, shortened
   */
  public record CommitView(String id, String author, Instant at, String subject) {}
}
