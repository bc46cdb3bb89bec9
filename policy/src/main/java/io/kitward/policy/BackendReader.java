package io.kitward.policy;

import io.kitward.selector.DidYouMean;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the specs of backends. */
final class BackendReader {
  private static final Pattern URL = Pattern.compile("https?://[^\\s/?#@]+(/[^\\s?#]*)?");
  private static final String HOSTS = "consoles that keep hosts (zabbix, icinga2, http)";
  private static final String ALERTMANAGER = "alertmanager";
  private static final String THROUGH = "through";
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,30}");
  private static final Pattern SECRET =
      Pattern.compile("secret:[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?@[1-9][0-9]{0,8}");

  private BackendReader() {}

  static BackendDocument backend(Metadata metadata, Fields spec) {
    BackendDocument.Type type = spec.choice("type", BackendDocument.Type.class);
    String url =
        type == BackendDocument.Type.EMAIL
            ? spec.optionalText("url", MailReader.URL, MailReader.URL_EXPECTED)
            : spec.optionalText("url", URL, "a URL such as http://mon.example.org:9090");
    String alertmanager =
        spec.optionalText(ALERTMANAGER, URL, "a URL such as http://mon.example.org:9093");
    String through =
        spec.optionalText(
            THROUGH,
            SpecReader.CERTNAME,
            "the certname, in lower case, of a node that can reach the console");
    Fields configureFields = spec.mapping("configure");
    BackendDocument.Configure configure =
        configureFields == null ? null : configure(configureFields);
    ParameterValue.Secret secret = secret(spec);
    List<BackendDocument.ExceptionKind> exceptions = exceptions(spec);
    BackendDocument.Login login = HostConsoleReader.login(spec);
    List<BackendDocument.HostRule> hosts = HostConsoleReader.hosts(spec);
    String registersAs =
        spec.optionalText(
            "registersAs", KIND, "the kind under which services register there, such as nagios");
    if (type != null) {
      fit(type, url, spec);
      if (type != BackendDocument.Type.FILES && type != BackendDocument.Type.HTTP) {
        none(type, spec, "registersAs");
      }
      if (type != BackendDocument.Type.HTTP) {
        none(type, spec, "requests");
      }
      if (type != BackendDocument.Type.PROMETHEUS) {
        none(type, spec, ALERTMANAGER);
      }
      if (type != BackendDocument.Type.EMAIL) {
        none(type, spec, MailReader.FIELDS);
      }
      if (!type.isAsked()) {
        none(type, spec, THROUGH);
      }
    }
    HttpConsole requests = type == BackendDocument.Type.HTTP ? HttpConsoleReader.read(spec) : null;
    return new BackendDocument(
        metadata,
        type == null ? BackendDocument.Type.SYSLOG : type,
        url,
        alertmanager,
        through,
        configure,
        secret,
        exceptions,
        type != null && (type.keepsHosts() || type == BackendDocument.Type.EMAIL) ? login : null,
        hosts,
        registersAs,
        requests,
        type == BackendDocument.Type.EMAIL ? MailReader.read(spec) : null);
  }

  /** What the type needs, and what it has no use for. */
  private static void fit(BackendDocument.Type type, @Nullable String url, Fields spec) {
    switch (type) {
      case PROMETHEUS -> {
        if (url == null) {
          spec.problem(
              Problem.MISSING, "url", "is missing; expected where Kitward asks this Prometheus");
        }
        none(type, spec, "secret", "exceptions");
        none(type, spec, HostConsoleReader.FIELDS);
      }
      case SYSLOG -> {
        if (url != null) {
          spec.problem(
              Problem.VALUE, "url", "a syslog backend is not asked anything; drop the URL");
        }
        none(type, spec, "secret", "exceptions");
        none(type, spec, HostConsoleReader.FIELDS);
      }
      case ZABBIX, ICINGA2 -> {
        HostConsoleReader.fit(type, url, spec);
        none(type, spec, "exceptions");
      }
      case HTTP -> {
        HttpConsoleReader.fit(url, spec);
        none(type, spec, "exceptions");
      }
      case FILES -> {
        files(url, spec);
        none(type, spec, "secret", "exceptions");
        none(type, spec, HostConsoleReader.FIELDS);
      }
      case WEBHOOK -> {
        none(type, spec, HostConsoleReader.FIELDS);
        if (url == null) {
          spec.problem(
              Problem.MISSING, "url", "is missing; expected where Kitward sends its notifications");
        }
        unconfigured("a webhook", spec);
      }
      case EMAIL -> {
        none(type, spec, HostConsoleReader.BEYOND_LOGIN);
        MailReader.fit(url, spec);
        unconfigured("a mail server", spec);
      }
    }
  }

  private static void unconfigured(String receiver, Fields spec) {
    if (spec.find("configure") != null) {
      spec.problem(
          Problem.VALUE, "configure", receiver + " has no node that Kitward configures; drop it");
    }
  }

  /** A console that is configured by files lives where its connector is. */
  private static void files(@Nullable String url, Fields spec) {
    if (url != null) {
      spec.problem(
          Problem.VALUE,
          "url",
          "a console that is configured by files is asked through its connector; drop the URL");
    }
    if (spec.find("configure") == null) {
      spec.problem(
          Problem.MISSING,
          "configure",
          "is missing; expected the console's own node and the services that write its files");
    }
    if (spec.find("registersAs") == null) {
      spec.problem(
          Problem.MISSING,
          "registersAs",
          "is missing; expected the kind under which services register there, such as nagios");
    }
  }

  /** Fields that a type has no use for. */
  private static void none(BackendDocument.Type type, Fields spec, String... fields) {
    for (String field : fields) {
      if (spec.find(field) != null) {
        spec.problem(
            Problem.VALUE,
            field,
            "is for "
                + forWhom(field)
                + " only, and this is "
                + DocumentForm.word(type)
                + "; drop it");
      }
    }
  }

  private static String forWhom(String field) {
    if (HostConsoleReader.hasBeyondLogin(field)) {
      return HOSTS;
    }
    if (HostConsoleReader.has(field)) {
      return HOSTS + " and the type email";
    }
    if (MailReader.has(field)) {
      return "the type email";
    }
    if (field.equals("registersAs")) {
      return "consoles that a document describes (files, http)";
    }
    if (field.equals("requests")) {
      return "the type http";
    }
    if (field.equals(ALERTMANAGER)) {
      return "the type prometheus";
    }
    if (field.equals(THROUGH)) {
      return "consoles that Kitward asks over HTTP (prometheus, zabbix, icinga2, http)";
    }
    return field.equals("secret")
        ? "receivers (webhook, email) and " + HOSTS
        : "receivers (webhook, email)";
  }

  private static ParameterValue.@Nullable Secret secret(Fields spec) {
    String text =
        spec.optionalText(
            "secret", SECRET, "a reference secret:NAME@VERSION, such as secret:on-call@1");
    return text == null ? null : ParameterValue.Secret.parse(text).orElse(null);
  }

  private static List<BackendDocument.ExceptionKind> exceptions(Fields spec) {
    List<BackendDocument.ExceptionKind> kinds =
        spec.list("exceptions", (node, at) -> kind(spec, node, at));
    if (spec.find("exceptions") instanceof SourceNode.Sequence sequence
        && sequence.items().isEmpty()) {
      spec.problem(
          Problem.VALUE, "exceptions", "is empty; name a kind, or drop it to be told every kind");
    }
    if (kinds.size() != Set.copyOf(kinds).size()) {
      spec.problem(Problem.VALUE, "exceptions", "names something twice; keep one");
    }
    return kinds;
  }

  private static BackendDocument.@Nullable ExceptionKind kind(
      Fields spec, SourceNode node, String at) {
    List<BackendDocument.ExceptionKind> kinds = List.of(BackendDocument.ExceptionKind.values());
    List<String> words = kinds.stream().map(BackendDocument.ExceptionKind::word).toList();
    String expected = "one of " + String.join(", ", words);
    String word = spec.text(node, at, Fields.ANY, expected);
    Optional<BackendDocument.ExceptionKind> kind =
        kinds.stream().filter(each -> each.word().equals(word)).findFirst();
    if (kind.isPresent()) {
      return kind.get();
    }
    if (node instanceof SourceNode.Text) {
      String hint =
          DidYouMean.closest(word, words).map(close -> "; did you mean " + close + "?").orElse("");
      String shown = Pattern.matches("[a-z0-9-]{1,40}", word) ? "is '" + word + "'" : "is no kind";
      spec.problems()
          .add(Problem.VALUE, node.position(), at, shown + ", expected " + expected + hint);
    }
    return null;
  }

  private static BackendDocument.Configure configure(Fields fields) {
    String node =
        fields.text(
            "node", SpecReader.CERTNAME, "the certname of the console's node, in lower case");
    List<BackendDocument.ServiceItem> services =
        fields.list("services", (item, at) -> serviceItem(fields.mapping(item, at)));
    if (services.isEmpty()) {
      fields.problem(Problem.MISSING, "services", "names at least one service");
    }
    if (services.stream().map(BackendDocument.ServiceItem::name).distinct().count()
        != services.size()) {
      fields.problem(Problem.VALUE, "services", "names a service twice; keep one");
    }
    fields.refuseUnknown();
    return new BackendDocument.Configure(node, services);
  }

  private static BackendDocument.@Nullable ServiceItem serviceItem(@Nullable Fields fields) {
    if (fields == null) {
      return null;
    }
    String name = fields.text("name", DocumentReader.NAME, DocumentReader.NAME_EXPECTED);
    Fields values = fields.mapping("parameters");
    fields.refuseUnknown();
    return new BackendDocument.ServiceItem(
        name, values == null ? new TreeMap<>() : SpecReader.values(values));
  }
}
