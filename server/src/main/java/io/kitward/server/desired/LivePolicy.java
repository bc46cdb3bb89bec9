package io.kitward.server.desired;

import io.kitward.policy.BackendDocument;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.ParameterValue;
import io.kitward.policy.ParsedDocument;
import io.kitward.policy.Problem;
import io.kitward.policy.Site;
import io.kitward.server.access.TokenTable;
import io.kitward.server.store.SecretReference;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
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
  private final Secrets secrets;
  private final SecureRandom random;
  private final Site site;
  private final UnfitSecrets unfit;
  private final Clock clock;
  private volatile DocumentPolicy current;

  /** Few: one for each plan that left nodes as they were, until another takes them along. */
  private final Map<Long, Policy> earlier = new ConcurrentHashMap<>();

  private LivePolicy(Store store, Secrets secrets, SecureRandom random, Site site, Clock clock) {
    this.store = store;
    this.secrets = secrets;
    this.random = random;
    this.site = site;
    this.unfit = new UnfitSecrets(secrets);
    this.clock = clock;
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
    var policy = new LivePolicy(store, secrets, random, new Site(url, caPem), clock);
    policy.refresh();
    return policy;
  }

  @Override
  public Policy get() {
    return current;
  }

  /** Takes up documents that were applied since; cheap when none were. */
  public synchronized void refresh() {
    long known = current.revision();
    if (store.read(DocumentTable::revision) != known) {
      current = store.write(this::load);
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
        ConsoleTokens.fill(
            documents,
            name ->
                secrets
                    .newest(handle, "console-" + name)
                    .map(
                        known ->
                            new ParameterValue.Secret(
                                known.name(), String.valueOf(known.version())))
                    .orElseGet(() -> new ParameterValue.Secret("console-" + name, "1"))),
        site,
        unfit.of(handle, documents));
  }

  private DocumentPolicy load(Handle handle) {
    long revision = DocumentTable.revision(handle);
    DocumentSet documents = documents(handle);
    Map<String, ParameterValue.Secret> references = new HashMap<>();
    for (BackendDocument backend : documents.backends()) {
      if (backend.type() != BackendDocument.Type.WEBHOOK) {
        references.put(backend.name(), token(handle, backend.name()));
      }
    }
    return new DocumentPolicy(
        revision,
        ConsoleTokens.fill(documents, name -> reference(references, name)),
        site,
        unfit.of(handle, documents));
  }

  private static ParameterValue.Secret reference(
      Map<String, ParameterValue.Secret> references, String name) {
    ParameterValue.Secret reference = references.get(name);
    if (reference == null) {
      throw new IllegalStateException("no token was made for the console " + name);
    }
    return reference;
  }

  /**
   * What does not fit together among documents, as they would be in force: with the consoles'
   * tokens filled in.
   */
  public static List<Problem> problems(DocumentSet documents) {
    return ConsoleTokens.fill(documents, name -> new ParameterValue.Secret("console-" + name, "1"))
        .validate();
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

  /** The token with which a console asks for its targets; made, and let in, when there is none. */
  private ParameterValue.Secret token(Handle handle, String backend) {
    String name = "console-" + backend;
    SecretReference reference =
        secrets
            .newest(handle, name)
            .orElseGet(
                () -> {
                  String value = TokenTable.value(random);
                  int version =
                      secrets.put(handle, name, value.getBytes(StandardCharsets.UTF_8), "server");
                  boolean _ =
                      TokenTable.insert(
                          handle,
                          "backend/" + backend,
                          TokenTable.BACKEND,
                          value,
                          "server",
                          clock.instant());
                  return new SecretReference(name, version);
                });
    return new ParameterValue.Secret(reference.name(), String.valueOf(reference.version()));
  }
}
