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
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * The documents in force, as a policy that changes with them. Thread-safe: each {@link #get} is one
 * whole policy.
 */
public final class LivePolicy implements Supplier<Policy> {

  private final Store store;
  private final Secrets secrets;
  private final SecureRandom random;
  private final Site site;
  private final Clock clock;
  private volatile DocumentPolicy current;

  private LivePolicy(Store store, Secrets secrets, SecureRandom random, Site site, Clock clock) {
    this.store = store;
    this.secrets = secrets;
    this.random = random;
    this.site = site;
    this.clock = clock;
    this.current = new DocumentPolicy(0, DocumentSet.empty(), site);
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

  private DocumentPolicy load(Handle handle) {
    long revision = DocumentTable.revision(handle);
    DocumentSet documents = documents(handle);
    Map<String, ParameterValue.Secret> references = new HashMap<>();
    for (BackendDocument backend : documents.backends()) {
      references.put(backend.name(), token(handle, backend.name()));
    }
    return new DocumentPolicy(
        revision, ConsoleTokens.fill(documents, name -> reference(references, name)), site);
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
  static DocumentSet documents(Handle handle) {
    List<ParsedDocument> parsed = new ArrayList<>();
    for (DocumentTable.Row row : DocumentTable.current(handle)) {
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
