package io.kitward.connector.apply;

import io.kitward.connector.state.Before;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.AccountDesired;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What must be there before a service's packages and files: accounts, repositories, folders. Pure.
 */
final class Preparation {

  private Preparation() {}

  /** What is missing before packages can be installed: accounts, then repositories. */
  static List<Step> steps(InstanceDesired desired, Seen seen) {
    var steps = new ArrayList<Step>();
    for (AccountDesired account : desired.accounts()) {
      String gap = seen.accounts().get(account.user());
      if (gap != null) {
        steps.add(new Step.Account(account, gap));
      }
    }
    for (FileDesired file : seen.sources()) {
      var there = seen.files().get(file.path());
      Step step = Decision.whole(file, file.content(), there, List.of(), Before.LISTS);
      if (step != null) {
        steps.add(step);
      }
    }
    return steps;
  }

  /** Folders that are missing or have another owner or mode, outermost first. */
  static List<Step> folders(InstanceDesired desired, Seen seen) {
    var steps = new ArrayList<Step>();
    desired.folders().stream()
        .sorted(Comparator.comparing(FolderDesired::path))
        .forEach(
            folder -> {
              String because = gap(folder, seen);
              if (!because.isEmpty()) {
                steps.add(new Step.Folder(folder, because));
              }
            });
    return steps;
  }

  private static String gap(FolderDesired folder, Seen seen) {
    var there = seen.folders().get(folder.path());
    String mode = folder.mode().length() == 3 ? "0" + folder.mode() : folder.mode();
    if (there == null) {
      return folder.path() + " is missing";
    }
    if (!there.kind().equals("directory")) {
      return folder.path() + " is a " + there.kind() + " instead of a folder";
    }
    if (!there.mode().equals(mode)) {
      return folder.path() + " has mode " + there.mode() + " instead of " + mode;
    }
    return there.owner().equals(folder.owner()) && there.group().equals(folder.group())
        ? ""
        : folder.path() + " belongs to " + there.owner() + ":" + there.group();
  }
}
