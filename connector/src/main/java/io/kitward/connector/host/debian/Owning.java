package io.kitward.connector.host.debian;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.HostFailure.Kind;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;
import java.util.Set;

/** Gives files and folders their owners and modes, where they are held open. */
final class Owning {

  private static final int SPECIAL = 07000;

  private Owning() {}

  /** Gives a name in the folder of a place its owner, group and mode. */
  static void give(Place place, Path name, String owner, String group, String mode)
      throws IOException {
    int bits = Integer.parseInt(mode, 8);
    if ((bits & SPECIAL) != 0 && !place.steady()) {
      throw new HostFailure(
          Kind.REFUSED,
          place.path()
              + " cannot have mode "
              + mode
              + ": others than root can move the folder that it lies in");
    }
    var view = place.view(name);
    var principals = FileSystems.getDefault().getUserPrincipalLookupService();
    try {
      view.setOwner(principals.lookupPrincipalByName(owner));
      view.setGroup(principals.lookupPrincipalByGroupName(group));
    } catch (UserPrincipalNotFoundException e) {
      throw new HostFailure(Kind.FAILED, "there is no user or group " + e.getName(), e);
    }
    view.setPermissions(permissions(bits));
    if ((bits & SPECIAL) != 0) {
      Files.setAttribute(place.path().resolveSibling(name), "unix:mode", bits);
    }
  }

  private static Set<PosixFilePermission> permissions(int bits) {
    var all =
        new PosixFilePermission[] {
          PosixFilePermission.OTHERS_EXECUTE,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_READ
        };
    var set = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < all.length; bit++) {
      if ((bits & (1 << bit)) != 0) {
        set.add(all[bit]);
      }
    }
    return set;
  }
}
