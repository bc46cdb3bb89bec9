package io.kitward.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward get}: lists things, or shows one of them. */
@Command(
    name = "get",
    description =
        "Lists nodes, instances, documents of a kind, backends, exceptions, plans, tags, events, agents of a node, the audit trail, tokens of the API, packages of the connector.")
final class GetCommand extends ServerCommand implements Exporting {

  @Parameters(index = "0", paramLabel = "NOUN", description = "What to list")
  String word = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "One of them; a node for tags and events")
  Optional<String> name = Optional.empty();

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "Only these nodes")
  Optional<String> selector = Optional.empty();

  @Option(names = "--phase", description = "Only instances in this phase")
  Optional<String> phase = Optional.empty();

  @Option(names = "--service", description = "Only instances or events of this service")
  Optional<String> service = Optional.empty();

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "Instances as they were: a moment such as 2026-03-01T12:00:00Z, or a day (its beginning, UTC)")
  Optional<String> at = Optional.empty();

  @Option(names = "--state", description = "Exceptions: open, released, closed or all")
  Optional<String> state = Optional.empty();

  @Option(names = "--limit", description = "At most so many (${DEFAULT-VALUE})")
  int limit = 100;

  @Option(names = "--all", description = "All of them, page by page")
  boolean all;

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "COLUMN",
      description = "These columns of the table, by their headings")
  List<String> columns = List.of();

  @Option(names = "--watch", description = "Keep printing what is new or changes")
  boolean watch;

  @Override
  public Set<OutputFormat> exports() {
    return Set.of(OutputFormat.tsv);
  }

  @Override
  public Integer call() throws InterruptedException {
    Noun noun = Nouns.named(word);
    if (at.isPresent() && !noun.equals(Nouns.INSTANCES)) {
      throw new Failure(
          Exit.USAGE,
          "usage",
          "Only of instances it is known how they were.",
          "kitward get instances --at=TIME");
    }
    if (limit < 1) {
      throw new Failure(Exit.USAGE, "limit", "A limit is at least 1.", "Use --all for all.");
    }
    Api api = root().api();
    try {
      return watch ? watched(noun, api) : single(noun) ? one(noun, api) : list(noun, api);
    } catch (Failure failure) {
      throw failure.code().equals("selector-malformed")
          ? Refusals.withCaret(failure, selector.orElse(""))
          : NearestNode.suggested(failure, api, name.orElse("").split("/", 2)[0]);
    }
  }

  private boolean single(Noun noun) {
    return name.isPresent()
        && (noun.equals(Nouns.NODES)
            || noun.equals(Nouns.REPOSITORIES)
            || noun.path().startsWith("/v1/documents"));
  }

  private int one(Noun noun, Api api) {
    JsonNode thing = api.get(noun.path() + "/" + Api.escape(name.orElseThrow()));
    if (structured()) {
      // A document is printed as it was written, so that it can be edited and applied again.
      print(thing.has("document") ? thing.path("document") : typed(noun.kind(), thing));
    } else {
      printer(noun, output()).page(List.of(thing));
    }
    return Exit.DONE;
  }

  private int list(Noun noun, Api api) {
    ListPrinter printer = printer(noun, output());
    var found = new AtomicInteger();
    boolean more =
        listing(noun, api)
            .read(
                most(noun),
                each -> wanted(noun, each),
                things -> {
                  found.addAndGet(things.size());
                  printer.page(things);
                  // Nobody reads on: head, or a pager that was left.
                  return !out().checkError();
                });
    printer.end();
    if (found.get() == 0 && !structured()) {
      nothing(noun);
    }
    if (more) {
      err().println("There are more: use --all, or a higher --limit.");
    }
    return Exit.DONE;
  }

  /** Prints what is there, then what is new or changes, until it is interrupted. */
  private int watched(Noun noun, Api api) throws InterruptedException {
    ListPrinter printer =
        printer(noun, output() == OutputFormat.json ? OutputFormat.jsonl : output());
    if (noun.equals(Nouns.EVENTS)) {
      api.follow(
          listing(noun, api).address(),
          event -> {
            printer.page(List.of(event));
            out().flush();
          });
      return Exit.DONE;
    }
    if (single(noun)) {
      throw new Failure(
          Exit.USAGE,
          "usage",
          "Lists are watched.",
          noun.equals(Nouns.NODES)
              ? "kitward get instances NODE --watch"
              : "kitward get " + noun.word() + " --watch");
    }
    var watching = new Watching(noun);
    new Repeating(err())
        .until(
            () -> {
              boolean _ =
                  listing(noun, api)
                      .read(
                          most(noun),
                          each -> wanted(noun, each),
                          things -> {
                            printer.page(watching.changed(things));
                            return true;
                          });
              watching
                  .gone()
                  .forEach(gone -> err().println("gone: " + Text.clean(noun.titled(gone))));
              return out().checkError();
            });
    return Exit.DONE;
  }

  private int most(Noun noun) {
    boolean oneException = name.isPresent() && noun.equals(Nouns.EXCEPTIONS);
    return all || oneException ? Integer.MAX_VALUE : limit;
  }

  private ListPrinter printer(Noun noun, OutputFormat form) {
    Noun shown = at.isPresent() ? Nouns.INSTANCES_THEN : noun;
    List<Integer> chosen =
        columns.isEmpty()
            ? TablePrinter.columns(shown, form != OutputFormat.table)
            : ColumnChoice.of(shown, columns);
    boolean tabs = form == OutputFormat.tsv;
    var table = new TablePrinter(root().surroundings(), root().style(), shown, chosen, tabs);
    return ListPrinters.of(form, noun, out(), table);
  }

  private void nothing(Noun noun) {
    boolean wholeNode =
        noun.equals(Nouns.INSTANCES) && name.map(node -> !node.contains("/")).orElse(false);
    if (name.isPresent() && !wholeNode && !ofNode(noun)) {
      throw new Failure(
          Exit.NOT_FOUND,
          "not-found",
          "There is no " + noun.words().getLast() + " “" + name.get() + "”.",
          "kitward get " + noun.word() + (noun.equals(Nouns.EXCEPTIONS) ? " --state=all" : ""));
    }
    err().println("No " + noun.word() + (selector.isPresent() ? " match the selector." : "."));
    selector.ifPresent(
        text -> UnknownKeys.said(root().api(), text).forEach(line -> err().println("  " + line)));
  }

  private static boolean ofNode(Noun noun) {
    return noun.path().isEmpty() || noun.equals(Nouns.EVENTS);
  }

  private boolean wanted(Noun noun, JsonNode item) {
    if (name.isEmpty() || ofNode(noun)) {
      return true;
    }
    String own = noun.name().apply(item);
    return own.equals(name.get())
        || (noun.equals(Nouns.INSTANCES) && own.startsWith(name.get() + "/"));
  }

  private Listing listing(Noun noun, Api api) {
    var parameters = new LinkedHashMap<String, String>();
    selector.ifPresent(value -> parameters.put("selector", value));
    phase.ifPresent(value -> parameters.put("phase", value));
    service.ifPresent(value -> parameters.put("service", value));
    at.ifPresent(value -> parameters.put("at", value));
    state
        .or(() -> name.filter(_ -> noun.equals(Nouns.EXCEPTIONS)).map(_ -> "all"))
        .ifPresent(value -> parameters.put("state", value));
    return new Listing(api, path(noun), parameters, Nouns.isPaged(noun));
  }

  private String path(Noun noun) {
    if (noun.path().isEmpty() && name.isEmpty()) {
      throw new Failure(
          Exit.USAGE,
          "name-missing",
          "Whose " + noun.word() + "?",
          "kitward get " + noun.word() + " NODE");
    }
    if (name.isPresent() && (ofNode(noun) || noun.equals(Nouns.INSTANCES))) {
      String node = name.get().split("/", 2)[0];
      return "/v1/nodes/" + Api.escape(node) + "/" + noun.word();
    }
    return noun.path();
  }
}
