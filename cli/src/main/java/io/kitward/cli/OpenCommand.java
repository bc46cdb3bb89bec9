package io.kitward.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kitward open}: the page of a thing in the console. */
@Command(
    name = "open",
    description = {
      "Prints where the console shows a thing, and opens it where there is a browser ($BROWSER,"
          + " else xdg-open on a desktop): open node/db1, open policy/web, open exceptions."
    })
final class OpenCommand extends ServerCommand {
  private static final Map<String, String> PAGES =
      Map.of(
          "nodes", "/nodes",
          "instances", "/instances",
          "policies", "/policies",
          "plans", "/plans",
          "exceptions", "/exceptions",
          "backends", "/backends");

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NOUN[/NAME]",
      description = "As -o name prints it; the overview unless named")
  String subject = "";

  @Option(names = "--print", description = "Only prints the address")
  boolean printed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String address = root().settings().server() + page();
    out().println(address);
    out().flush();
    String browser = browser();
    if (!printed && !browser.isEmpty()) {
      int exit =
          new ProcessBuilder("sh", "-c", browser + " \"$1\"", "sh", address)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exit != 0) {
        err().println("The browser “" + browser + "” ended with " + exit + ".");
      }
    }
    return Exit.DONE;
  }

  private String browser() {
    Surroundings here = root().surroundings();
    String named = here.variable("BROWSER");
    boolean desktop =
        Stream.of("DISPLAY", "WAYLAND_DISPLAY").anyMatch(name -> !here.variable(name).isEmpty());
    return !named.isBlank() ? named : desktop && here.width() > 0 ? "xdg-open" : "";
  }

  private String page() {
    if (subject.isEmpty()) {
      return "/";
    }
    List<String> parts = List.of(subject.split("/", 2));
    Noun noun = Nouns.named(parts.getFirst());
    String name = parts.size() < 2 ? "" : parts.get(1);
    String list = PAGES.getOrDefault(noun.word(), "");
    if (name.isEmpty()) {
      if (list.isEmpty()) {
        throw nowhere("get " + noun.word());
      }
      return list;
    }
    return switch (noun.word()) {
      case "nodes", "policies", "plans" -> list + "/" + Api.escape(name);
      case "instances" -> {
        String[] instance = name.split("/", 2);
        yield "/nodes/"
            + Api.escape(instance[0])
            + (instance.length < 2 ? "" : "/i/" + Api.escape(instance[1]) + "/why");
      }
      case "backends" -> list + "/" + Api.escape(name) + "/ledger";
      case "exceptions" -> list;
      default -> {
        if (!noun.path().startsWith("/v1/documents/")) {
          throw nowhere("get " + noun.word());
        }
        yield "/documents/" + noun.kind() + "/" + Api.escape(name) + "/edit";
      }
    };
  }

  private Failure nowhere(String instead) {
    return new Failure(
        Exit.NOT_FOUND,
        "no-page",
        "The console has no page of “" + subject + "” alone.",
        "kitward " + instead);
  }
}
