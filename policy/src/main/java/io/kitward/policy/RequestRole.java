package io.kitward.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a request to a console is for, which decides what it may say. */
record RequestRole(Pattern methods, TemplateNames names) {

  /** It is about no node. */
  static final RequestRole READ =
      new RequestRole(
          Pattern.compile("GET|POST"), new TemplateNames(Set.of(), List.of(), Map.of()));

  private static final Set<String> RECORD = Set.of("node", "certname", "address", "digest", "id");
  private static final List<String> FAMILIES = List.of("tags.KEY", "variables.NAME");
  private static final Map<String, Set<String>> LISTS =
      Map.of(
          "groups",
          Set.of(),
          "templates",
          Set.of(),
          "services",
          Set.of("service", "instance", "fields.NAME"));
  private static final Pattern CHANGES = Pattern.compile("POST|PUT|PATCH|GET|DELETE");

  /** The console has no identifier for it yet. */
  static final RequestRole CREATE =
      new RequestRole(
          Pattern.compile("POST|PUT|PATCH|GET"),
          new TemplateNames(Set.of("node", "certname", "address", "digest"), FAMILIES, LISTS));

  static final RequestRole UPDATE =
      new RequestRole(CHANGES, new TemplateNames(RECORD, FAMILIES, LISTS));

  /** Nothing but the record itself is known any more. */
  static final RequestRole LEAVE =
      new RequestRole(CHANGES, new TemplateNames(RECORD, List.of(), Map.of()));

  /** The names in a header, where the credential may stand too. */
  TemplateNames headerNames() {
    Set<String> given = new TreeSet<>(names.given());
    given.add(RequestTemplate.CREDENTIAL);
    return new TemplateNames(given, names.families(), names.lists());
  }
}
