package io.kitward.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
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
    List<ServiceDocument.PackageItem> packages,
    List<String> directories,
    List<DesiredFile> files,
    List<ServiceDocument.UnitItem> units,
    List<Check> checks,
    NavigableMap<String, NavigableMap<String, String>> registration,
    Offboarding offboarding,
    NavigableSet<String> secrets) {

  public DesiredInstance {
    parameters = Collections.unmodifiableNavigableMap(new TreeMap<>(parameters));
    versions = Collections.unmodifiableNavigableMap(new TreeMap<>(versions));
    because = List.copyOf(because);
    packages = List.copyOf(packages);
    directories = List.copyOf(directories);
    files = List.copyOf(files);
    units = List.copyOf(units);
    checks = List.copyOf(checks);
    registration = Collections.unmodifiableNavigableMap(new TreeMap<>(registration));
    secrets = Collections.unmodifiableNavigableSet(new TreeSet<>(secrets));
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
    Map<String, Object> form = new LinkedHashMap<>();
    form.put("service", service);
    form.put(
        "packages",
        packages.stream()
            .map(item -> fields("name", item.name(), "version", item.version()))
            .toList());
    form.put("directories", directories);
    form.put("files", files.stream().map(DesiredInstance::file).toList());
    form.put(
        "units",
        units.stream()
            .map(
                unit -> fields("name", unit.name(), "onChange", DocumentForm.word(unit.onChange())))
            .toList());
    form.put("checks", checks.stream().map(DocumentForm::check).toList());
    form.put("registration", registration);
    form.put(
        "offboarding",
        Map.of(
            "contract",
            DocumentForm.word(offboarding.contract()),
            "grace",
            DocumentForm.grace(offboarding.grace())));
    form.put("secrets", secrets);
    return CanonicalJson.write(form);
  }

  private static Map<String, Object> file(DesiredFile file) {
    Map<String, Object> form =
        fields(
            "path", file.path(), "owner", file.owner(), "group", file.group(), "mode", file.mode());
    form.putAll(fields("content", file.content(), "insertAfter", file.insertAfter()));
    form.put("format", DocumentForm.word(file.format()));
    form.put("validate", file.validate());
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
