package io.kitward.connector.apply;

import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Contract;
import io.kitward.protocol.InstanceDesired.Ensure;
import io.kitward.protocol.InstanceDesired.FileDesired;
import java.util.List;
import java.util.Map;

/** Services for tests, and a machine on which something of everything was there before. */
final class Kit {

  static final String FILE = "/etc/default/agent";
  static final String UNIT = "agent.service";
  static final String DATA = "/var/lib/agent/textfiles";
  static final String FOREIGN = DATA + "/theirs.prom";
  static final String LOG_FILE = "/etc/log.d/50-forward.conf";
  static final String LOG_UNIT = "logd.service";

  private Kit() {}

  /**
   * A machine with a log daemon that a person set up, somebody's file in a folder that the agent
   * uses, and a repository.
   */
  static Machine machine() {
    var machine = new Machine();
    machine.packages.offer(offer("libc", List.of(), Map.of(), List.of(), List.of()));
    machine.packages.offer(offer("libagent", List.of("libc"), Map.of(), List.of(), List.of()));
    machine.packages.offer(
        new MachinePackages.Offer(
            "agent",
            List.of("libagent", "libc"),
            Map.of(FILE, "default"),
            List.of("/var/lib/agent", DATA),
            List.of(UNIT),
            List.of("/var/lib/agent")));
    machine.packages.offer(
        offer("probe", List.of("libagent"), Map.of(), List.of(), List.of("probe.service")));
    machine.packages.offer(
        offer(
            "logd",
            List.of("libc"),
            Map.of(LOG_FILE, "as packaged"),
            List.of(),
            List.of(LOG_UNIT)));
    machine.units.reads(UNIT, FILE);
    machine.units.reads(LOG_UNIT, LOG_FILE);
    machine.packages.byHand("logd");
    machine.files.file(LOG_FILE, "by hand", "alice", "0600");
    machine.units.set(LOG_UNIT, "enabled", true);
    machine.files.folder("/var", "root", "0755");
    machine.files.folder("/var/lib", "root", "0755");
    machine.files.folder("/var/lib/agent", "alice", "0750");
    machine.files.folder(DATA, "bob", "2775");
    machine.files.file(FOREIGN, "theirs 1", "bob", "0640");
    return machine;
  }

  private static MachinePackages.Offer offer(
      String name,
      List<String> depends,
      Map<String, String> configuration,
      List<String> folders,
      List<String> units) {
    return new MachinePackages.Offer(name, depends, configuration, folders, units, List.of());
  }

  static InstanceDesired agent() {
    return agent("ours");
  }

  static InstanceDesired agent(String text) {
    return service("agent", "agent", List.of(DATA), List.of(file(FILE, text)), UNIT);
  }

  static InstanceDesired log(String text) {
    return service("log", "logd", List.of(), List.of(file(LOG_FILE, text)), LOG_UNIT);
  }

  static FileDesired file(String path, String text) {
    return new FileDesired(path, text, "root", "root", "0644", List.of(), "");
  }

  static FileDesired block(String path, String text, String after) {
    return new FileDesired(path, text, "root", "root", "0644", List.of(), after);
  }

  static InstanceDesired service(
      String name,
      String packaged,
      List<String> directories,
      List<FileDesired> files,
      String unit) {
    return new InstanceDesired(
        name,
        name + " " + files + directories,
        Ensure.PRESENT,
        Contract.KEEP,
        packaged.isEmpty() ? List.of() : List.of(new InstanceDesired.PackageDesired(packaged, "")),
        directories,
        files,
        unit.isEmpty()
            ? List.of()
            : List.of(new InstanceDesired.UnitDesired(unit, InstanceDesired.OnChange.RESTART)),
        List.of());
  }

  /** The same service, to be taken away. */
  static InstanceDesired without(InstanceDesired present, Contract contract) {
    return present.toBuilder()
        .hash("absent " + present.hash() + contract)
        .ensure(Ensure.ABSENT)
        .contract(contract)
        .build();
  }
}
