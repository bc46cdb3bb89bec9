package io.kitward.server.console.page;

/** Texts to begin with. Pure. */
public final class DocumentTemplates {

  private DocumentTemplates() {}

  /** A text of that kind; the names of policies' templates are those of the list of policies. */
  static String of(String kind, String template) {
    if (!kind.equals("Policy")) {
      return "apiVersion: kitward/v1\nkind: " + kind + "\nmetadata:\n  name: \nspec:\n  \n";
    }
    return switch (template) {
      case "everywhere" ->
          policy("baseline", "what every server has", "all", "require", "node-exporter");
      case "production" ->
          policy(
              "production-databases",
              "what production databases have besides",
              "environment = production and role = database",
              "require",
              "node-exporter");
      case "never" ->
          policy(
              "no-agents-in-the-lab",
              "what servers of the lab must not have",
              "environment = lab",
              "forbid",
              "node-exporter");
      default ->
          "apiVersion: kitward/v1\nkind: Policy\nmetadata:\n  name: \nspec:\n  selector: \n  effect: require\n  services: []\n";
    };
  }

  private static String policy(
      String name, String description, String selector, String effect, String service) {
    return "apiVersion: kitward/v1\nkind: Policy\nmetadata:\n  name: "
        + name
        + "\n  description: "
        + description
        + "\nspec:\n  selector: "
        + selector
        + "\n  effect: "
        + effect
        + "\n  services: ["
        + service
        + "]\n";
  }
}
