package io.kitward.cli.imports;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What PuppetDB knows of its active nodes: mapped facts and trusted extensions, the tags that the
 * last catalogs declare, or the rows of a query of one's own.
 *
 * @param mappings dotted paths, such as {@code facts.os.name} or {@code trusted.extensions.pp_role}
 * @param query rows with a {@code certname} and what the mappings name; empty: the inventory
 * @param declared whether the {@code Kitward_tag} resources of catalogs count too
 */
public record PuppetDbHosts(
    List<Mapping> mappings,
    Optional<String> query,
    boolean declared,
    Invalid invalid,
    Optional<String> domain) {

  static final String DECLARED =
      "resources[certname, title]{ type = \"Kitward_tag\" and exported = false }";
  static final String INACTIVE = "nodes[certname]{ node_state = \"inactive\" }";

  private static final Pattern PLAIN =
      Pattern.compile("(facts|trusted)(\\.[A-Za-z_][A-Za-z0-9_]*)+");
  private static final Pattern BELOW =
      Pattern.compile("((facts|trusted)\\.[A-Za-z_][A-Za-z0-9_]*)\\..*");

  public PuppetDbHosts {
    mappings = List.copyOf(mappings);
    if (query.isPresent() && mappings.isEmpty()) {
      throw new ImportException(
          "mapping", "--query needs mappings.", "Say which fields become tags: --map FIELD=KEY.");
    }
  }

  /**
   * Asks PuppetDB.
   *
   * @throws ImportException when it can't be reached, or what it says can't be taken
   */
  public Wanted read(PuppetDb database) {
    var hosts = new HostTags(invalid, domain);
    if (!mappings.isEmpty()) {
      database.query(
          query.orElseGet(this::inventory),
          row -> {
            HostTags.Host host = hosts.host(text(row, "certname"), "PuppetDB");
            mappings.forEach(
                mapping -> host.value(mapping, Tree.at(row, mapping.path()).orElse(null)));
          });
    }
    if (declared || mappings.isEmpty()) {
      database.query(
          DECLARED,
          row ->
              hosts
                  .host(text(row, "certname"), "PuppetDB")
                  .tag(text(row, "title"), "Kitward_tag in its catalog"));
    }
    return hosts.wanted(mappings);
  }

  /** The nodes that PuppetDB deactivated, or that expired there. */
  public static List<String> inactive(PuppetDb database) {
    List<String> names = new ArrayList<>();
    database.query(INACTIVE, row -> names.add(text(row, "certname")));
    return names.stream().sorted().toList();
  }

  /** Asks for no more than the mappings need: a node's facts are many. */
  String inventory() {
    Set<String> fields = new LinkedHashSet<>();
    fields.add("certname");
    for (Mapping mapping : mappings) {
      var below = BELOW.matcher(mapping.path());
      if (PLAIN.matcher(mapping.path()).matches()) {
        fields.add(mapping.path());
      } else if (below.matches()) {
        fields.add(below.group(1));
      } else {
        throw new ImportException(
            "mapping",
            "“" + mapping.path() + "” is neither below facts nor below trusted.",
            "Write --map facts.os.name=os or --map trusted.extensions.pp_role=role, or a --query of your own.");
      }
    }
    return "inventory[" + String.join(", ", fields) + "]{}";
  }

  private static String text(Map<?, ?> row, String field) {
    if (row.get(field) instanceof String text) {
      return text;
    }
    throw new ImportException(
        "puppetdb-answer",
        "A row of PuppetDB's answer has no " + field + " that is text.",
        "A query of one's own must give certname: inventory[certname, facts.os.name]{}.");
  }
}
