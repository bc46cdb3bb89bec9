package io.kitward.server.backend.icinga;

import io.kitward.server.backend.driver.ConsoleException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * Kitward's packages of configuration in one Icinga. A new stage of one is checked by Icinga and
 * taken up with a reload; when it is loaded is seen from the templates that it brings. For one
 * thread.
 */
final class Packages {

  /** A reload takes 3 s, and 5 s with 2,000 hosts; ten thousand on a slow machine take longer. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Duration PAUSE = Duration.ofMillis(100);

  /** So often another server of ours may be the quicker one. */
  private static final int TRIES = 5;

  /** Another change of a package is on its way. */
  private static final int LOCKED = 423;

  private final Calls calls;
  private final SortedMap<String, String> active = new TreeMap<>();

  Packages(Calls calls) {
    this.calls = calls;
  }

  private void look() throws ConsoleException, InterruptedException {
    active.clear();
    for (JsonNode one : calls.get("/v1/config/packages").results()) {
      active.put(one.path("name").asString(""), one.path("active-stage").asString(""));
    }
  }

  /** Those of these templates for hosts that Icinga has loaded. */
  Set<String> loaded(Collection<String> templates) throws ConsoleException, InterruptedException {
    var loaded = new HashSet<String>();
    for (JsonNode template :
        calls.find("/v1/templates/hosts", Search.named("tmpl", templates), List.of())) {
      loaded.add(template.path("name").asString(""));
    }
    return loaded;
  }

  /**
   * Has Icinga load packages that define these groups.
   *
   * @throws RefusedException when Icinga finds a mistake, in its words; all is as before then
   */
  void define(Collection<String> groups)
      throws ConsoleException, RefusedException, InterruptedException {
    var stages = new TreeMap<String, String>();
    look();
    for (String group : groups) {
      stages.put(Shape.packageOf(group), place(Shape.packageOf(group), Shape.fileOf(group)));
    }
    long start = System.nanoTime();
    while (groups(groups).size() < groups.size()) {
      pause(start, stages);
    }
  }

  /** Those of these groups that Icinga has. */
  Set<String> groups(Collection<String> groups) throws ConsoleException, InterruptedException {
    var found = new TreeSet<String>();
    for (JsonNode group :
        calls.find("/v1/objects/hostgroups", Search.named("hostgroup", groups), List.of("name"))) {
      found.add(group.path("name").asString(""));
    }
    return found;
  }

  /** The files of all objects that were made at run time, such as {@code conf.d/hosts/a.conf}. */
  Set<String> saved() throws ConsoleException, InterruptedException {
    look();
    var saved = new HashSet<String>();
    for (JsonNode file :
        calls.get("/v1/config/stages/_api/" + active.getOrDefault("_api", "")).results()) {
      saved.add(file.path("name").asString(""));
    }
    return saved;
  }

  /**
   * Has Icinga load these shapes; does nothing when it has.
   *
   * @throws RefusedException when Icinga finds a mistake, in its words; all is as before then
   */
  void have(Collection<Shape> shapes)
      throws ConsoleException, RefusedException, InterruptedException {
    var stages = new TreeMap<String, String>();
    var templates = new TreeSet<String>();
    look();
    for (Shape shape : shapes) {
      templates.add(shape.name());
      if (active.getOrDefault(shape.name(), "").isEmpty()) {
        stages.put(shape.name(), place(shape.name(), shape.file()));
      }
    }
    long start = System.nanoTime();
    while (!loaded(templates).containsAll(templates)) {
      pause(start, stages);
    }
  }

  /**
   * Has Icinga run with what this makes of the moves; does nothing when it does. Their shapes are
   * loaded.
   *
   * @throws RefusedException when Icinga finds a mistake, in its words; all is as before then
   */
  void move(UnaryOperator<Moves> change)
      throws ConsoleException, RefusedException, InterruptedException {
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      look();
      Moves now = moves();
      Moves wanted = change.apply(now);
      String replaced = active.getOrDefault(Moves.PACKAGE, "");
      if (wanted.equals(now)) {
        if (replaced.isEmpty() || taken(wanted, replaced, replaced)) {
          return;
        }
      } else if (taken(wanted, place(Moves.PACKAGE, wanted.file()), replaced)) {
        if (!replaced.isEmpty()) {
          var _ = calls.write("DELETE", stage(Moves.PACKAGE, replaced), Map.of());
        }
        return;
      }
    }
    throw calls.trouble("has its package " + Moves.PACKAGE + " changed by others all the time");
  }

  private Moves moves() throws ConsoleException, RefusedException, InterruptedException {
    String stage = active.getOrDefault(Moves.PACKAGE, "");
    if (stage.isEmpty()) {
      return Moves.none();
    }
    Optional<Moves> moves = calls.file(file(Moves.PACKAGE, stage, Shape.FILE)).flatMap(Moves::read);
    if (moves.isEmpty()) {
      throw new RefusedException(
          "Icinga's package "
              + Moves.PACKAGE
              + " was changed by hand. Delete it there: it is made anew");
    }
    return moves.get();
  }

  /** Hands a file over as a new stage; returns its name. */
  private String place(String name, String text)
      throws ConsoleException, RefusedException, InterruptedException {
    if (!active.containsKey(name)) {
      // Icinga says the same of a package that is there as of one that it can't make.
      var _ = calls.write("POST", "/v1/config/packages/" + name, Map.of());
    }
    long start = System.nanoTime();
    while (true) {
      Answer answer =
          calls.write(
              "POST", "/v1/config/stages/" + name, Map.of("files", Map.of(Shape.FILE, text)));
      if (answer.well() && !answer.results().isEmpty()) {
        return answer.results().getFirst().path("stage").asString("");
      }
      if (answer.status() != LOCKED || late(start)) {
        throw new RefusedException("the package " + name + ": " + answer.words());
      }
      Thread.sleep(PAUSE);
    }
  }

  /** Waits until the moves are loaded; false when another's stage came between. */
  private boolean taken(Moves moves, String stage, String replaced)
      throws ConsoleException, RefusedException, InterruptedException {
    long start = System.nanoTime();
    while (!loaded(Set.of(moves.seal())).contains(moves.seal())) {
      look();
      String now = active.getOrDefault(Moves.PACKAGE, "");
      if (!now.equals(stage) && !now.equals(replaced)) {
        return false;
      }
      pause(start, Map.of(Moves.PACKAGE, stage));
    }
    return true;
  }

  private void pause(long start, Map<String, String> stages)
      throws ConsoleException, RefusedException, InterruptedException {
    for (var stage : stages.entrySet()) {
      refuseIfBroken(stage.getKey(), stage.getValue());
    }
    if (late(start)) {
      throw calls.trouble(
          "did not take up its configuration within "
              + PATIENCE.toMinutes()
              + " minutes; see its log for why it was not reloaded");
    }
    Thread.sleep(PAUSE);
  }

  private void refuseIfBroken(String name, String stage)
      throws ConsoleException, RefusedException, InterruptedException {
    String status = calls.file(file(name, stage, "status")).orElse("").strip();
    if (status.isEmpty() || status.equals("0")) {
      return;
    }
    String log = calls.file(file(name, stage, "startup.log")).orElse("");
    var _ = calls.write("DELETE", stage(name, stage), Map.of());
    throw new RefusedException(
        log.lines()
            .filter(line -> line.contains("critical/config: Error"))
            .map(line -> line.replaceFirst(".*critical/config: ", ""))
            .findFirst()
            .orElse("Icinga finds a mistake in its configuration: see icinga2 daemon -C"));
  }

  private static boolean late(long start) {
    return System.nanoTime() - start > PATIENCE.toNanos();
  }

  private static String stage(String name, String stage) {
    return "/v1/config/stages/" + name + "/" + stage;
  }

  private static String file(String name, String stage, String path) {
    return "/v1/config/files/" + name + "/" + stage + "/" + path;
  }
}
