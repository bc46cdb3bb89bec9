package io.kitward.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.JsonNode;

/** What a word may become: what the command itself knows, else what the server says. */
final class Candidates {

  /** The shell completes names of files by itself. */
  static final String FILES = ":files";

  private static final int PAGE = 200;

  private static final Map<String, String> LISTS =
      Map.of(
          "SERVICE", "Service",
          "POLICY", "Policy",
          "BACKEND", "Backend");

  private final WordWanted wanted;

  /**
   * @param text the whole word
   * @param words what it is; may be empty
   */
  record Candidate(String text, String words) {}

  Candidates(WordWanted wanted) {
    this.wanted = wanted;
  }

  /** What may stand there without asking anybody; empty where only the server knows. */
  Optional<List<Candidate>> known() {
    return switch (wanted.label()) {
      case "COMMAND" -> Optional.of(commands());
      case "OPTION" -> Optional.of(options());
      case "FILE", "DIR", "FILE|DIR" -> Optional.of(List.of(new Candidate(FILES, "")));
      case "NOUN" -> fixed(Nouns.all().stream().map(Noun::word));
      case "KIND" -> fixed(Nouns.documentWords());
      case "FORMAT" -> fixed(Arrays.stream(OutputFormat.values()).map(OutputFormat::name));
      case "WHEN" -> fixed(Stream.of("auto", "always", "never"));
      case "SHELL" -> fixed(CompletionCommand.SHELLS.stream());
      case "GOAL" -> fixed(Goal.all());
      case "PHASE" -> fixed(Goal.phases());
      case "KIND/NAME" ->
          wanted.typed().contains("/")
              ? Optional.empty()
              : fixed(Nouns.documentWords().map(word -> word + "/"));
      case "KIND[.FIELD]" -> fixed(Nouns.documentWords());
      case "NODE", "NODE[/SERVICE]", "NODE/SERVICE", "PLAN", "SELECTOR", "TAG", "NAME" ->
          Optional.empty();
      default -> LISTS.containsKey(wanted.label()) ? Optional.empty() : Optional.of(List.of());
    };
  }

  /**
   * What the server knows.
   *
   * @throws Failure when it can't be asked
   */
  List<Candidate> asked(Api api) {
    return switch (wanted.label()) {
      case "SELECTOR", "TAG" -> selector(api);
      case "NODE", "NODE[/SERVICE]", "NODE/SERVICE" ->
          wanted.typed().contains("/") ? services(api) : nodes(api);
      case "PLAN" -> names(api, Nouns.PLANS, "");
      case "KIND/NAME" -> ofKind(api);
      case "NAME" ->
          wanted.before().isEmpty()
              ? List.of()
              : Nouns.of(wanted.before().getFirst())
                  .map(
                      noun ->
                          noun.path().isEmpty() || noun.equals(Nouns.INSTANCES)
                              ? nodes(api)
                              : names(api, noun, ""))
                  .orElse(List.of());
      default -> documents(api, LISTS.getOrDefault(wanted.label(), ""), "");
    };
  }

  private List<Candidate> commands() {
    var found = new ArrayList<Candidate>();
    wanted
        .command()
        .subcommands()
        .forEach(
            (name, line) -> {
              if (!line.getCommandSpec().usageMessage().hidden()) {
                add(found, name, first(line.getCommandSpec().usageMessage().description()));
              }
            });
    return found;
  }

  private List<Candidate> options() {
    var found = new ArrayList<Candidate>();
    CommandSpec command = wanted.command();
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        String end = option.arity().max() > 0 ? "=" : "";
        add(found, option.longestName() + end, first(option.description()));
      }
    }
    found.sort(Comparator.comparing(Candidate::text));
    return found;
  }

  private static String first(String... description) {
    return description.length == 0 ? "" : description[0];
  }

  private Optional<List<Candidate>> fixed(Stream<String> words) {
    var found = new ArrayList<Candidate>();
    words.forEach(word -> add(found, word, ""));
    return Optional.of(found);
  }

  private List<Candidate> nodes(Api api) {
    return names(api, Nouns.NODES, "");
  }

  private List<Candidate> names(Api api, Noun noun, String before) {
    var found = new ArrayList<Candidate>();
    String query = Nouns.isPaged(noun) ? "?limit=" + PAGE : "";
    api.get(noun.path() + query)
        .path("items")
        .forEach(thing -> add(found, before + noun.name().apply(thing), ""));
    return found;
  }

  private List<Candidate> services(Api api) {
    var found = new ArrayList<Candidate>();
    String node = wanted.typed().substring(0, wanted.typed().indexOf('/'));
    api.get("/v1/nodes/" + Api.escape(node) + "/instances?limit=" + PAGE)
        .path("items")
        .forEach(
            instance ->
                add(
                    found,
                    node + "/" + Nouns.text(instance, "service"),
                    Nouns.text(instance, "phase")));
    return found;
  }

  private List<Candidate> ofKind(Api api) {
    String word = wanted.typed().substring(0, wanted.typed().indexOf('/'));
    return documents(api, Nouns.kindNamed(word), word + "/");
  }

  private List<Candidate> documents(Api api, String kind, String before) {
    var found = new ArrayList<Candidate>();
    for (JsonNode document : api.get("/v1/documents/" + kind + "?limit=" + PAGE).path("items")) {
      add(found, before + Nouns.text(document, "name"), Nouns.text(document, "description"));
    }
    return found;
  }

  /** The server completes the last part of an expression; the shell replaces the whole word. */
  private List<Candidate> selector(Api api) {
    String quote = wanted.typed().matches("(?s)['\"].*") ? wanted.typed().substring(0, 1) : "";
    String text = wanted.typed().substring(quote.length());
    var found = new ArrayList<Candidate>();
    JsonNode completion = api.get("/v1/completions?text=" + Api.escape(text));
    int from = Math.clamp(completion.path("from").asInt(0), 0, text.length());
    for (JsonNode choice : completion.path("choices")) {
      int nodes = choice.path("nodes").asInt(-1);
      String words = nodes < 0 ? Nouns.text(choice, "kind") : Importing.nodes(nodes);
      String whole = quote + text.substring(0, from) + Nouns.text(choice, "text");
      found.add(new Candidate(wanted.prefix() + whole, words));
    }
    return found;
  }

  private void add(List<Candidate> found, String word, String words) {
    if (word.startsWith(wanted.typed())) {
      found.add(new Candidate(wanted.prefix() + word, words));
    }
  }
}
