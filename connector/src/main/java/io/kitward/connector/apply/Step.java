package io.kitward.connector.apply;

import io.kitward.connector.host.FileTree.Candidate;
import io.kitward.connector.host.Units;
import io.kitward.protocol.InstanceDesired.AccountDesired;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import io.kitward.protocol.InstanceDesired.HookDesired;
import io.kitward.protocol.InstanceDesired.Moment;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import java.util.List;
import java.util.Locale;

/** One change on the node, and why. No text in it holds a file's content. */
sealed interface Step {

  /** What is not as desired, as a sentence for people. */
  String because();

  /** Makes an account. */
  record Account(AccountDesired account, String because) implements Step {}

  /** Reads the lists of package repositories anew. */
  record Refresh(List<RepositoryDesired> repositories, String because) implements Step {}

  /** Installs packages. */
  record Install(List<PackageDesired> packages, String because) implements Step {}

  /** Unpacks installed packages anew. */
  record Reinstall(List<PackageDesired> packages, String because) implements Step {}

  /** Makes a folder, or gives it its owner and mode. */
  record Folder(FolderDesired folder, String because) implements Step {}

  /**
   * Writes a file.
   *
   * @param units those that must be restarted or reloaded afterwards
   * @param unread what the machine must read anew afterwards; empty for nothing
   */
  record Write(Candidate candidate, List<String> units, String unread, String because)
      implements Step {

    /** The same for another reason. */
    Write since(String reason) {
      return new Write(candidate, units, unread, reason);
    }
  }

  /** Runs the hooks of a moment. */
  record Hooks(Moment moment, List<HookDesired> hooks, String because) implements Step {}

  /** Lets the init system read its files again. */
  record ReloadAll(String because) implements Step {}

  /** Does something to a unit. */
  record Act(Units.Verb verb, String unit, String because) implements Step {}

  /** What was done, as words for people. */
  default String done() {
    return switch (this) {
      case Account account -> "made the user " + account.account().user();
      case Refresh ignored -> "read the lists of packages";
      case Install install ->
          "installed "
              + String.join(", ", install.packages().stream().map(PackageDesired::name).toList());
      case Reinstall reinstall ->
          "reinstalled "
              + String.join(", ", reinstall.packages().stream().map(PackageDesired::name).toList());
      case Folder folder -> "set the folder " + folder.folder().path();
      case Write write -> "wrote " + write.candidate().path();
      case Hooks hooks -> "ran its " + words(hooks.moment()) + " hooks";
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

  /** A moment as documents write it. */
  static String words(Moment moment) {
    return moment.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
