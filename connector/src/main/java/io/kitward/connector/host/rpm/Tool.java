package io.kitward.connector.host.rpm;

import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The commands of a program that changes which rpm packages there are. Pure. */
interface Tool {

  String name();

  RpmLocks locks();

  /** How it names a package of a certain version. */
  String label(String name, String version);

  List<String> install(List<String> labels);

  List<String> upgrade(List<String> labels);

  List<String> downgrade(List<String> labels);

  List<String> reinstall(List<String> names);

  List<String> remove(List<String> names);

  /** Reads the lists of these repositories anew; of all for none. */
  List<String> refresh(Collection<String> repositories);

  /** Asks for the newest version of a package. */
  List<String> newest(String name);

  Optional<String> newest(String name, String answer);

  /** Asks what is there only for others, or what is not. */
  List<String> automatic();

  Set<String> automatic(String answer, Set<String> installed);

  List<FileDesired> files(RepositoryDesired repository);

  /** The command with which a person lets a locked package go. */
  String unlock(String name);
}
