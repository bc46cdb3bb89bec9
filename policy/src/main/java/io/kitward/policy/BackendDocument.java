package io.kitward.policy;

import io.kitward.selector.Selector;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A console or management server, and what Kitward places on its node; or a receiver of
 * notifications.
 *
 * @param alertmanager the type prometheus only: where Kitward silences alerts of what a person
 *     suspended
 * @param through consoles that are asked only: the node (by certname) whose connector asks this
 *     one, which the server can't reach; null: it asks by itself
 * @param secret webhooks: what signs each request; consoles that keep hosts: the token or password;
 *     e-mail: the user's password
 * @param exceptions receivers of notifications only: the kinds of exceptions that it is told; empty
 *     means all
 * @param login consoles that keep hosts, and e-mail, whose drift and leaving say nothing; null for
 *     others
 * @param hosts consoles that keep hosts only: what their hosts get beside what services bring
 * @param registersAs consoles configured by files and those of the type http: the kind under which
 *     Service documents name it, such as {@code nagios}
 * @param requests the type http only: how it is spoken to; null for others
 * @param mail the type email only: from whom to whom; null for others
 */
public record BackendDocument(
    Metadata metadata,
    Type type,
    @Nullable String url,
    @Nullable String alertmanager,
    @Nullable String through,
    @Nullable Configure configure,
    ParameterValue.@Nullable Secret secret,
    List<ExceptionKind> exceptions,
    @Nullable Login login,
    List<HostRule> hosts,
    @Nullable String registersAs,
    @Nullable HttpConsole requests,
    @Nullable Mail mail)
    implements Document {
  public BackendDocument {
    exceptions = List.copyOf(exceptions);
    hosts = List.copyOf(hosts);
  }

  @Override
  public Kind kind() {
    return Kind.BACKEND;
  }

  /** The same backend, on whose node other things are placed. */
  public BackendDocument configuring(Configure other) {
    return new BackendDocument(
        metadata,
        type,
        url,
        alertmanager,
        through,
        other,
        secret,
        exceptions,
        login,
        hosts,
        registersAs,
        requests,
        mail);
  }

  /** What is known so far. */
  public enum Type {
    PROMETHEUS,
    SYSLOG,
    WEBHOOK,
    EMAIL,
    ZABBIX,
    ICINGA2,
    FILES,
    HTTP;

    /** Whether the console has a record for each node, which Kitward keeps there. */
    public boolean keepsHosts() {
      return this == ZABBIX || this == ICINGA2 || this == HTTP;
    }

    /** Whether it is no console, but who is told of exceptions. */
    public boolean isReceiver() {
      return this == WEBHOOK || this == EMAIL;
    }

    /** Whether Kitward asks it over HTTP. */
    public boolean isAsked() {
      return this == PROMETHEUS || keepsHosts();
    }
  }

  /**
   * How Kitward comes to a console that keeps hosts, and how it behaves there.
   *
   * @param user empty where a token is enough
   * @param ca certificates (PEM) that the console's must be signed by; empty: those of the system
   */
  public record Login(String user, String ca, Drift drift, Leaving leaving) {}

  /** The addresses of e-mails: who they are from, and to whom they go, at least one. */
  public record Mail(String from, List<String> to) {
    public Mail {
      to = List.copyOf(to);
    }
  }

  /** What is done where a person changed in the console what Kitward set there. */
  public enum Drift {
    MEND,
    RESPECT
  }

  /** What becomes of a host in the console when its last service there is gone. */
  public enum Leaving {
    DELETE,
    DISABLE
  }

  /**
   * What the hosts of some nodes get. Texts are templates over the node's tags and facts; one that
   * names what the node doesn't have is left out.
   *
   * @param variables macros in Zabbix, custom variables in Icinga
   */
  public record HostRule(
      Selector selector,
      List<String> groups,
      List<String> templates,
      SortedMap<String, String> variables) {
    public HostRule {
      groups = List.copyOf(groups);
      templates = List.copyOf(templates);
      variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
    }
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
