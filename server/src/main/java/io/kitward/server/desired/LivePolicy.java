package io.kitward.server.desired;

import io.kitward.policy.BackendDocument;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.ParsedDocument;
import io.kitward.policy.Problem;
import io.kitward.policy.Site;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.Store;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * The documents in force, as a policy that changes with them. Thread-safe: each {@link #get} is one
 * whole policy.
 */
public final class LivePolicy implements Policies {

  private static final int EARLIER = 16;

  private final Store store;
  private final MadeSecrets made;
  private final Site site;
  private final UnfitSecrets unfit;
  private volatile DocumentPolicy current;

  /** Few: one for each plan that left nodes as they were, until another takes them along. */
  private final Map<Long, Policy> earlier = new ConcurrentHashMap<>();

  private LivePolicy(Store store, Secrets secrets, MadeSecrets made, Site site) {
    this.store = store;
    this.made = made;
    this.site = site;
    this.unfit = new UnfitSecrets(secrets);
    this.current = new DocumentPolicy(0, DocumentSet.empty(), site, Set.of());
  }

  /**
   * Loads the documents in force.
   *
   * @param url where nodes' consoles reach the people's door
   * @param caPem the authority of that door
   */
  public static LivePolicy open(
      Store store, Secrets secrets, SecureRandom random, String url, String caPem, Clock clock) {
    var made = new MadeSecrets(secrets, random, clock);
    var policy = new LivePolicy(store, secrets, made, new Site(url, caPem));
    policy.refresh();
    return policy;
  }

  @Override
  public Policy get() {
    return current;
  }

  /** Takes up documents that were applied, and secrets that were renewed, since; else cheap. */
  public synchronized void refresh() {
    long known = current.revision();
    if (store.read(DocumentTable::revision) != known) {
      current = store.write(this::load);
      // The secrets that the server makes may have newer versions now.
      earlier.clear();
    }
  }

  @Override
  public Policy at(Handle handle, long revision) {
    Policy now = current;
    if (now.revision() == revision) {
      return now;
    }
    if (earlier.size() > EARLIER) {
      earlier.clear();
    }
    return earlier.computeIfAbsent(revision, it -> policy(handle, it, documentsAt(handle, it)));
  }

  /** The documents as they were stored at an earlier revision. */
  public static DocumentSet documentsAt(Handle handle, long revision) {
    return parsed(DocumentTable.currentAt(handle, revision));
  }

  @Override
  public Policy inForce(Handle handle) {
    return at(handle, DocumentTable.revision(handle));
  }

  /** Documents that are not in force, as the policy that they would be. */
  public Policy proposed(Handle handle, DocumentSet documents) {
    return policy(handle, -1, documents);
  }

  private DocumentPolicy policy(Handle handle, long revision, DocumentSet documents) {
    return new DocumentPolicy(
        revision,
        FilledSecrets.fill(documents, made.known(handle)),
        site,
        unfit.of(handle, documents));
  }

  private DocumentPolicy load(Handle handle) {
    long revision = DocumentTable.revision(handle);
    DocumentSet documents = documents(handle);
    FilledSecrets.Source source = made.made(handle);
    for (BackendDocument backend : documents.backends()) {
      if (!backend.type().isReceiver()) {
        source.token(backend.name());
      }
    }
    DocumentSet filled = FilledSecrets.fill(documents, source);
    made.withhold(handle, filled);
    return new DocumentPolicy(revision, filled, site, unfit.of(handle, documents));
  }

  /**
   * What does not fit together among documents, as they would be in force: with the secrets that
   * the server makes filled in.
   */
  public static List<Problem> problems(DocumentSet documents) {
    return FilledSecrets.fill(documents, MadeSecrets.first()).validate();
  }

  /** The documents as they are stored. */
  public static DocumentSet documents(Handle handle) {
    return parsed(DocumentTable.current(handle));
  }

  private static DocumentSet parsed(List<DocumentTable.Row> rows) {
    List<ParsedDocument> parsed = new ArrayList<>();
    for (DocumentTable.Row row : rows) {
      Documents.Parsed document = Documents.parseJson(row.kind() + "/" + row.name(), row.content());
      if (!document.problems().isEmpty()) {
        throw new IllegalStateException(
            "a stored document can't be read any more: " + document.problems());
      }
      parsed.addAll(document.documents());
    }
    return DocumentSet.ofParsed(parsed);
  }
}
