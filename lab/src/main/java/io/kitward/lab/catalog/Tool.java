package io.kitward.lab.catalog;

import io.kitward.lab.LabException;
import java.util.List;

/**
 * A tool of the catalog on one of the lab's hosts, and how one sees there that it works.
 *
 * @param service the document's name
 * @param host the short name of the host
 * @param unit the unit that is stopped and killed
 * @param file the file that is edited
 * @param packages what is taken away behind Kitward's back
 * @param parameters what the policy says, in YAML's flow form
 * @param works a command of the shell, run on the host: it ends with 0 when the tool does its work
 * @param mistake what is written into the document's template by mistake
 * @param runs whether it can run in a container at all
 */
record Tool(
    String service,
    String host,
    String unit,
    String file,
    List<String> packages,
    String parameters,
    String works,
    Mistake mistake,
    boolean runs) {

  /**
   * A mistake of whoever writes the document.
   *
   * @param instead the template's line, without its indentation, in whose place it stands
   * @param lines the mistaken lines
   * @param seen who notices it
   */
  record Mistake(String instead, List<String> lines, Seen seen) {

    /** A line that stands after another one. */
    static Mistake after(String line, String mistaken, Seen seen) {
      return new Mistake(line, List.of(line, mistaken), seen);
    }

    /** The document with the mistake in it. */
    String in(String document) {
      var written = new StringBuilder();
      boolean made = false;
      for (String line : document.lines().toList()) {
        if (!made && line.strip().equals(instead)) {
          String indentation = line.substring(0, line.indexOf(instead));
          lines.forEach(each -> written.append(indentation).append(each).append('\n'));
          made = true;
        } else {
          written.append(line).append('\n');
        }
      }
      if (!made) {
        throw new LabException("the document has no line “" + instead + "”");
      }
      return written.toString();
    }
  }

  /** Who notices a mistake. */
  enum Seen {
    /** The tool's own check of its configuration: the file is never replaced. */
    BY_CHECKER,
    /** The checker, if there is one, accepts it: only the tool that does not work shows it. */
    BY_WORK,
    /** Not tried: the tool does not run here. */
    NOWHERE
  }

  /** The certname of its host. */
  String certname() {
    return host + ".lab";
  }

  /** The tag that calls for it. */
  String tag() {
    return "catalog=" + service;
  }
}
