package io.kitward.connector.host.rpm;

import io.kitward.connector.host.debian.Repositories;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** dnf 4, of Fedora, RHEL and their relatives. */
final class Dnf implements Tool {

  private static final List<String> OPTIONS =
      List.of(
          "-y",
          "-q",
          "--setopt=install_weak_deps=False",
          "--setopt=clean_requirements_on_remove=False",
          "--setopt=exit_on_lock=True",
          "--setopt=timeout=15",
          "--setopt=retries=1");

  @Override
  public String name() {
    return "dnf";
  }

  @Override
  public RpmLocks locks() {
    return RpmLocks.DNF;
  }

  @Override
  public String label(String name, String version) {
    return name + "-" + version;
  }

  @Override
  public List<String> install(List<String> labels) {
    return command(labels, "install");
  }

  @Override
  public List<String> upgrade(List<String> labels) {
    return command(labels, "upgrade");
  }

  @Override
  public List<String> downgrade(List<String> labels) {
    return command(labels, "downgrade");
  }

  @Override
  public List<String> reinstall(List<String> names) {
    return command(names, "reinstall");
  }

  @Override
  public List<String> remove(List<String> names) {
    return command(names, "remove");
  }

  @Override
  public List<String> refresh(Collection<String> repositories) {
    var command = new ArrayList<>(List.of("dnf", "makecache", "--refresh"));
    command.addAll(OPTIONS);
    if (!repositories.isEmpty()) {
      command.add("--disablerepo=*");
      repositories.forEach(one -> command.add("--enablerepo=" + one));
    }
    return command;
  }

  @Override
  public List<String> newest(String name) {
    return List.of(
        "dnf",
        "-q",
        "-C",
        "repoquery",
        "--latest-limit=1",
        "--qf",
        "%{name}\t%{epoch}\t%{version}-%{release}",
        name);
  }

  @Override
  public Optional<String> newest(String name, String answer) {
    return answer
        .lines()
        .map(line -> line.strip().split("\t", -1))
        .filter(parts -> parts.length == 3 && parts[0].equals(name))
        .map(parts -> parts[1].equals("0") ? parts[2] : parts[1] + ":" + parts[2])
        .findFirst();
  }

  @Override
  public List<String> automatic() {
    return List.of("dnf", "-q", "-C", "repoquery", "--userinstalled", "--qf", "%{name}");
  }

  @Override
  public Set<String> automatic(String answer, Set<String> installed) {
    var names = new TreeSet<>(installed);
    names.removeAll(answer.lines().map(String::strip).toList());
    return names;
  }

  @Override
  public List<FileDesired> files(RepositoryDesired repository) {
    return Repositories.dnf(repository);
  }

  @Override
  public String unlock(String name) {
    return "dnf versionlock delete " + name;
  }

  private static List<String> command(List<String> labels, String... verb) {
    var command = new ArrayList<>(List.of("dnf"));
    command.addAll(Arrays.asList(verb));
    command.addAll(OPTIONS);
    command.add("--");
    command.addAll(labels);
    return command;
  }
}
