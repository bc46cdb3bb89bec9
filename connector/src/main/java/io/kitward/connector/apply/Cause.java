package io.kitward.connector.apply;

import io.kitward.connector.host.Units;
import java.util.Comparator;

/**
 * What is wrong with a service, as the stable word for a condition's reason; what explains the most
 * comes first. Pure.
 */
enum Cause {
  REMOVED("Removed"),
  HALF_INSTALLED("HalfInstalled"),
  OTHER_VERSION("OtherVersion"),
  FILE_MISSING("FileMissing"),
  FILE_CHANGED("FileChanged"),
  UNIT_FILE_CHANGED("UnitFileChanged"),
  MASKED("Masked"),
  /** It fell over. */
  FAILED("Failed"),
  /** Somebody stopped it, or it ended by itself without a failure. */
  STOPPED("Stopped"),
  DISABLED("Disabled"),
  OLD_CONFIGURATION("OldConfiguration"),
  CHECK_FAILED("CheckFailed"),
  PROBE_FAILED("ProbeFailed");

  private final String word;

  Cause(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  /** Whether somebody or something on the node did it on purpose; nothing just breaks like that. */
  boolean done() {
    return switch (this) {
      case REMOVED, OTHER_VERSION, FILE_MISSING, FILE_CHANGED, UNIT_FILE_CHANGED -> true;
      case MASKED, STOPPED, DISABLED -> true;
      case HALF_INSTALLED, FAILED, OLD_CONFIGURATION, CHECK_FAILED, PROBE_FAILED -> false;
    };
  }

  /** Why a decision has steps; it must have some. */
  static Cause of(Decision decision, Seen seen) {
    return decision.steps().stream()
        .map(step -> of(step, seen))
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static Cause of(Step step, Seen seen) {
    return switch (step) {
      case Step.Install install -> install(install, seen);
      case Step.Reinstall ignored -> HALF_INSTALLED;
      case Step.Account ignored -> FILE_MISSING;
      case Step.Refresh ignored -> OTHER_VERSION;
      case Step.Folder folder ->
          seen.folders().containsKey(folder.folder().path()) ? FILE_CHANGED : FILE_MISSING;
      case Step.Hooks ignored -> OLD_CONFIGURATION;
      case Step.Write write ->
          seen.files().containsKey(write.candidate().path()) ? FILE_CHANGED : FILE_MISSING;
      case Step.ReloadAll ignored -> UNIT_FILE_CHANGED;
      case Step.Act act -> unit(act, seen);
    };
  }

  private static Cause install(Step.Install install, Seen seen) {
    for (var wanted : install.packages()) {
      var known = seen.packages().get(wanted.name());
      if (known == null || known.status().equals("config-files")) {
        return REMOVED;
      }
      if (!known.installed()) {
        return HALF_INSTALLED;
      }
    }
    return OTHER_VERSION;
  }

  private static Cause unit(Step.Act act, Seen seen) {
    Units.Seen unit = seen.unit(act.unit());
    if (unit.pausing()) {
      return FAILED;
    }
    return switch (act.verb()) {
      case UNMASK, MASK -> MASKED;
      case ENABLE, DISABLE -> DISABLED;
      case RESET_FAILED -> FAILED;
      case START, STOP -> unit.activity().equals("failed") ? FAILED : STOPPED;
      case RESTART, RELOAD -> OLD_CONFIGURATION;
    };
  }
}
