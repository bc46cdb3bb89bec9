package io.kitward.policy;

import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** A console or management server, and what Kitward places on its node. */
public record BackendDocument(
    Metadata metadata, Type type, @Nullable String url, @Nullable Configure configure)
    implements Document {
  @Override
  public Kind kind() {
    return Kind.BACKEND;
  }

  /** The consoles that are known so far. */
  public enum Type {
    PROMETHEUS,
    SYSLOG
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
