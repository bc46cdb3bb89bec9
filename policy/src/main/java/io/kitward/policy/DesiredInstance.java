package io.kitward.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One service on one node as policy wants it, rendered.
 *
 * <p>{@link #hash} covers what the node and its console are to become ({@link #canonicalJson}); it
 * does not change when only the reasons (because, provenance, the document's description) do.
 */
public record DesiredInstance(
    String service,
    String serviceDigest,
    NavigableMap<String, ParameterChoice> parameters,
    NavigableMap<String, ParameterChoice> versions,
    List<Because> because,
    Conduct conduct,
    List<ServiceParts.RepositoryItem> repositories,
    List<ServiceParts.AccountItem> accounts,
    List<ServiceParts.PackageItem> packages,
    List<ServiceParts.DirectoryItem> directories,
    List<DesiredFile> files,
    List<ServiceParts.UnitItem> units,
    List<ServiceParts.HookItem> hooks,
    List<Check> checks,
    List<Check> probes,
    ServiceParts.Conflicts conflicts,
    NavigableMap<String, NavigableMap<String, String>> registration,
    Offboarding offboarding,
    NavigableSet<String> secrets,
    @Nullable AgentPart agent) {

  public DesiredInstance {
    parameters = Collections.unmodifiableNavigableMap(new TreeMap<>(parameters));
    versions = Collections.unmodifiableNavigableMap(new TreeMap<>(versions));
    because = List.copyOf(because);
    repositories = List.copyOf(repositories);
    accounts = List.copyOf(accounts);
    packages = List.copyOf(packages);
    directories = List.copyOf(directories);
    files = List.copyOf(files);
    units = List.copyOf(units);
    hooks = List.copyOf(hooks);
    checks = List.copyOf(checks);
    probes = List.copyOf(probes);
    registration = Collections.unmodifiableNavigableMap(new TreeMap<>(registration));
    secrets = Collections.unmodifiableNavigableSet(new TreeSet<>(secrets));
  }

  /** The same with repositories as a node's sites reach them. */
  DesiredInstance through(Mirrors mirrors) {
    return new DesiredInstance(
        service,
        serviceDigest,
        parameters,
        versions,
        because,
        conduct,
        repositories.stream().map(mirrors::in).toList(),
        accounts,
        packages,
        directories,
        files,
        units,
        hooks,
        checks,
        probes,
        conflicts,
        registration,
        offboarding,
        secrets,
        agent);
  }

  /**
   * SHA-256 of the canonical JSON, in lower-case hexadecimal; with secret references, never values,
   * in it.
   */
  public String hash() {
    return CanonicalJson.sha256(canonicalJson());
  }

  /** What shall be on the node and in its console, as one line of JSON with sorted keys. */
  public String canonicalJson() {
    Form form = new Form();
    form.fields.put("service", service);
    form.fields.put("packages", packages.stream().map(ServiceForm::packageItem).toList());
    form.fields.put(
        "directories", directories.stream().map(ServiceParts.DirectoryItem::path).toList());
    form.fields.put("files", files.stream().map(DesiredInstance::file).toList());
    form.fields.put(
        "units",
        units.stream()
            .map(
                unit -> fields("name", unit.name(), "onChange", DocumentForm.word(unit.onChange())))
            .toList());
    form.fields.put("checks", checks.stream().map(ServiceForm::check).toList());
    form.put("conduct", conduct.form())
        .put("repositories", repositories.stream().map(ServiceForm::repository).toList())
        .put("accounts", accounts.stream().map(ServiceForm::account).toList())
        .put("folders", folders())
        .put("hooks", ServiceForm.hooks(hooks))
        .put("probes", probes.stream().map(ServiceForm::check).toList())
        .put("conflicts", ServiceForm.conflicts(conflicts))
        .put("agent", ServiceForm.agent(agent));
    form.fields.put("registration", registration);
    form.fields.put(
        "offboarding",
        Map.of(
            "contract",
            DocumentForm.word(offboarding.contract()),
            "grace",
            DocumentForm.grace(offboarding.grace())));
    form.fields.put("secrets", secrets);
    return CanonicalJson.write(form.fields);
  }

  private List<Map<String, Object>> folders() {
    List<Map<String, Object>> folders = new ArrayList<>();
    for (ServiceParts.DirectoryItem item : directories) {
      ServiceParts.Access access = item.access();
      if (access != null) {
        folders.add(ServiceForm.folder(item.path(), access));
      }
    }
    return folders;
  }

  private static Map<String, Object> file(DesiredFile file) {
    Map<String, Object> form =
        fields(
            "path", file.path(), "owner", file.owner(), "group", file.group(), "mode", file.mode());
    form.putAll(fields("content", file.content(), "insertAfter", file.insertAfter()));
    form.put("format", DocumentForm.word(file.format()));
    form.put("validate", file.validate());
    if (!file.concerns().isEmpty()) {
      form.put("concerns", file.concerns());
    }
    return form;
  }

  private static Map<String, Object> fields(@Nullable String... namesAndValues) {
    Map<String, Object> fields = new TreeMap<>();
    for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
      String value = namesAndValues[i + 1];
      if (value != null) {
        fields.put(String.valueOf(namesAndValues[i]), value);
      }
    }
    return fields;
  }
}
