package io.kitward.connector.apply;

import io.kitward.connector.host.FileTree.Candidate;
import io.kitward.connector.host.Units;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import java.util.List;

/** One change on the node, and why. No text in it holds a file's content. */
sealed interface Step {

  /** What is not as desired, as a sentence for people. */
  String because();

  /** Installs packages. */
  record Install(List<PackageDesired> packages, String because) implements Step {}

  /** Unpacks installed packages anew. */
  record Reinstall(List<PackageDesired> packages, String because) implements Step {}

  /** Writes a file. */
  record Write(Candidate candidate, String because) implements Step {}

  /** Lets the init system read its files again. */
  record ReloadAll(String because) implements Step {}

  /** Does something to a unit. */
  record Act(Units.Verb verb, String unit, String because) implements Step {}

  /** What was done, as words for people. */
  default String done() {
    return switch (this) {
      case Install install ->
          "installed "
              + String.join(", ", install.packages().stream().map(PackageDesired::name).toList());
      case Reinstall reinstall ->
          "reinstalled "
              + String.join(", ", reinstall.packages().stream().map(PackageDesired::name).toList());
      case Write write -> "wrote " + write.candidate().path();
      case ReloadAll ignored -> "reloaded systemd";
      case Act act ->
          switch (act.verb()) {
                case ENABLE -> "enabled ";
                case DISABLE -> "disabled ";
                case MASK -> "masked ";
                case UNMASK -> "unmasked ";
                case START -> "started ";
                case STOP -> "stopped ";
                case RESTART -> "restarted ";
                case RELOAD -> "reloaded ";
                case RESET_FAILED -> "reset ";
              }
              + act.unit();
    };
  }
}
