package io.kitward.policy;

import java.util.List;
import java.util.Map;

/** Reads the templates of a service, and notes what can be known to be wrong with them. */
record TemplateReader(Map<String, ServiceDocument.Parameter> parameters) {

  private static final String OPEN =
      "server and console would see it here; secrets belong into files only";

  /** Checks a template that stands in a field. */
  void check(Fields fields, String name, String template, Format format, String exposure) {
    report(fields, name, TemplateCheck.problems(template, format, parameters, exposure));
  }

  /** Says what is wrong with a template, each at its place. */
  static void report(Fields fields, String name, List<TemplateCheck.Fault> faults) {
    faults.forEach(
        fault -> {
          Position place =
              fields.find(name) instanceof SourceNode.Text text
                  ? text.at(fault.line(), fault.index())
                  : fields.position(name);
          fields.problems().add(Problem.TEMPLATE, place, fields.path(name), fault.message());
        });
  }

  /** A template that server and console see rendered too. */
  String open(Fields fields, String name, String template) {
    check(fields, name, template, Format.PLAIN, OPEN);
    return template;
  }

  /** The same as an item of a list, at the place of the whole list. */
  void openItem(Fields fields, String name, String template) {
    TemplateCheck.problems(template, Format.PLAIN, parameters, OPEN)
        .forEach(fault -> fields.problem(Problem.TEMPLATE, name, fault.message()));
  }
}
