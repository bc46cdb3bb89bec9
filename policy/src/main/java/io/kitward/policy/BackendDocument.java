package io.kitward.policy;

import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * A console or management server, and what Kitward places on its node; or a receiver of
 * notifications.
 *
 * @param secret webhooks only: what signs each request
 * @param exceptions webhooks only: the kinds of exceptions that it is told; empty means all
 */
public record BackendDocument(
    Metadata metadata,
    Type type,
    @Nullable String url,
    @Nullable Configure configure,
    ParameterValue.@Nullable Secret secret,
    List<ExceptionKind> exceptions)
    implements Document {
  public BackendDocument {
    exceptions = List.copyOf(exceptions);
  }

  @Override
  public Kind kind() {
    return Kind.BACKEND;
  }

  /** The same backend, on whose node other things are placed. */
  public BackendDocument configuring(Configure other) {
    return new BackendDocument(metadata, type, url, other, secret, exceptions);
  }

  /** What is known so far. */
  public enum Type {
    PROMETHEUS,
    SYSLOG,
    WEBHOOK
  }

  /** What exceptions there are, by the words that a server gives them. */
  public enum ExceptionKind {
    ADOPTABLE,
    BRAKE,
    CONFLICT,
    CONSOLE,
    CONTESTED,
    COPY,
    GAVE_UP,
    IDENTITY,
    KEPT,
    RETIREMENT,
    RIVAL;

    /** As documents and exceptions write it, for instance {@code gave-up}. */
    public String word() {
      return DocumentForm.hyphened(this);
    }
  }

  /**
   * The console's own node (by certname) and the services that the connector there carries out for
   * it.
   */
  public record Configure(String node, List<ServiceItem> services) {
    public Configure {
      services = List.copyOf(services);
    }
  }

  /** A service on the console's node. */
  public record ServiceItem(String name, NavigableMap<String, ParameterValue> parameters) {
    public ServiceItem {
      parameters = Parameters.copyValues(parameters);
    }
  }
}
