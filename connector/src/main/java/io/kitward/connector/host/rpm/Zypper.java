package io.kitward.connector.host.rpm;

import io.kitward.connector.host.debian.Repositories;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** zypper, of SUSE's systems. */
final class Zypper implements Tool {

  private static final List<String> BEGIN = List.of("zypper", "--non-interactive", "--quiet");

  @Override
  public String name() {
    return "zypper";
  }

  @Override
  public RpmLocks locks() {
    return RpmLocks.ZYPPER;
  }

  @Override
  public String label(String name, String version) {
    return name + "=" + version;
  }

  @Override
  public List<String> install(List<String> labels) {
    return command(labels, "install", "--no-recommends", "--auto-agree-with-licenses");
  }

  /** zypper's install brings what is there to the newest version too. */
  @Override
  public List<String> upgrade(List<String> labels) {
    return install(labels);
  }

  @Override
  public List<String> downgrade(List<String> labels) {
    return command(
        labels, "install", "--no-recommends", "--auto-agree-with-licenses", "--oldpackage");
  }

  @Override
  public List<String> reinstall(List<String> names) {
    return command(names, "install", "--force", "--no-recommends", "--auto-agree-with-licenses");
  }

  @Override
  public List<String> remove(List<String> names) {
    return command(names, "remove");
  }

  @Override
  public List<String> refresh(Collection<String> repositories) {
    var command = new ArrayList<>(BEGIN);
    command.add("--gpg-auto-import-keys");
    command.add("refresh");
    command.addAll(repositories);
    return command;
  }

  @Override
  public List<String> newest(String name) {
    return List.of(
        "zypper", "--non-interactive", "--quiet", "--no-refresh", "info", "--type=package", name);
  }

  @Override
  public Optional<String> newest(String name, String answer) {
    return answer
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("Version"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  @Override
  public List<String> automatic() {
    return List.of("sh", "-c", "cat /var/lib/zypp/AutoInstalled 2>/dev/null || true");
  }

  @Override
  public Set<String> automatic(String answer, Set<String> installed) {
    var names = new TreeSet<>(answer.lines().map(String::strip).toList());
    names.retainAll(installed);
    return names;
  }

  @Override
  public List<FileDesired> files(RepositoryDesired repository) {
    return Repositories.zypper(repository);
  }

  @Override
  public String unlock(String name) {
    return "zypper removelock " + name;
  }

  private static List<String> command(List<String> labels, String... verb) {
    var command = new ArrayList<>(BEGIN);
    command.addAll(List.of(verb));
    command.add("--");
    command.addAll(labels);
    return command;
  }
}
