package io.kitward.server.desired;

import io.kitward.policy.DesiredFile;
import io.kitward.policy.DesiredInstance;
import io.kitward.policy.ServiceParts;
import io.kitward.protocol.Check;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.VersionPolicy;
import io.kitward.protocol.InstanceDesiredBuilder;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What policy wants of an instance, in the words of the protocol. */
final class ProtocolForm {

  private ProtocolForm() {}

  /**
   * The instance as it is told to the node.
   *
   * @throws NumberFormatException when a check's port is no number
   */
  static InstanceDesired of(DesiredInstance instance) {
    return InstanceDesiredBuilder.of(instance.service(), instance.hash())
        .contract(InstanceDesired.Contract.valueOf(instance.offboarding().contract().name()))
        .conduct(
            new InstanceDesired.Conduct(
                InstanceDesired.Mode.valueOf(instance.conduct().mode().name()),
                instance.conduct().suspendedUntil(),
                instance.conduct().after(),
                instance.conduct().startsPerDay()))
        .repositories(instance.repositories().stream().map(ProtocolForm::repository).toList())
        .accounts(instance.accounts().stream().map(ProtocolForm::account).toList())
        .packages(instance.packages().stream().map(ProtocolForm::packageDesired).toList())
        .directories(instance.directories().stream().map(ServiceParts.DirectoryItem::path).toList())
        .folders(instance.directories().stream().flatMap(ProtocolForm::folder).toList())
        .files(instance.files().stream().map(ProtocolForm::file).toList())
        .units(instance.units().stream().map(ProtocolForm::unit).toList())
        .hooks(instance.hooks().stream().map(ProtocolForm::hook).toList())
        .checks(checks(instance.checks()))
        .probes(checks(instance.probes()))
        .conflicts(
            new InstanceDesired.Conflicts(
                instance.conflicts().packages(), instance.conflicts().units()))
        .build();
  }

  private static InstanceDesired.RepositoryDesired repository(ServiceParts.RepositoryItem item) {
    return new InstanceDesired.RepositoryDesired(
        item.name(),
        InstanceDesired.RepositoryType.valueOf(item.type().name()),
        item.url(),
        item.suites(),
        item.components(),
        item.key());
  }

  private static InstanceDesired.AccountDesired account(ServiceParts.AccountItem item) {
    return new InstanceDesired.AccountDesired(
        item.user(), item.group(), item.home(), item.shell(), item.groups());
  }

  private static InstanceDesired.PackageDesired packageDesired(ServiceParts.PackageItem item) {
    if (item.version() != null) {
      return new InstanceDesired.PackageDesired(item.name(), item.version(), VersionPolicy.EXACT);
    }
    if (item.minimum() != null) {
      return new InstanceDesired.PackageDesired(item.name(), item.minimum(), VersionPolicy.MINIMUM);
    }
    return new InstanceDesired.PackageDesired(
        item.name(), "", VersionPolicy.valueOf(item.upgrade().name()));
  }

  private static Stream<InstanceDesired.FolderDesired> folder(ServiceParts.DirectoryItem item) {
    ServiceParts.Access access = item.access();
    return access == null
        ? Stream.empty()
        : Stream.of(
            new InstanceDesired.FolderDesired(
                item.path(), access.owner(), access.group(), access.mode()));
  }

  private static InstanceDesired.FileDesired file(DesiredFile file) {
    return new InstanceDesired.FileDesired(
        file.path(),
        file.content(),
        file.owner(),
        file.group(),
        file.mode(),
        file.validate(),
        orEmpty(file.insertAfter()),
        file.concerns());
  }

  private static InstanceDesired.UnitDesired unit(ServiceParts.UnitItem unit) {
    return new InstanceDesired.UnitDesired(
        unit.name(), InstanceDesired.OnChange.valueOf(unit.onChange().name()));
  }

  private static InstanceDesired.HookDesired hook(ServiceParts.HookItem hook) {
    return new InstanceDesired.HookDesired(
        InstanceDesired.Moment.valueOf(hook.moment().name()), hook.command(), hook.timeout());
  }

  private static List<Check> checks(List<io.kitward.policy.Check> checks) {
    return checks.stream().map(ProtocolForm::check).toList();
  }

  private static Check check(io.kitward.policy.Check check) {
    return switch (check) {
      case io.kitward.policy.Check.Unit unit -> new Check.UnitActive(unit.unit());
      case io.kitward.policy.Check.ProcessRuns process ->
          new Check.ProcessRuns(process.name(), process.user());
      case io.kitward.policy.Check.Tcp tcp -> new Check.TcpOpen(Integer.parseInt(tcp.port()));
      case io.kitward.policy.Check.PortOwner owner ->
          new Check.PortOwner(
              Integer.parseInt(owner.port()),
              Check.Transport.valueOf(owner.transport().name()),
              owner.unit());
      case io.kitward.policy.Check.Http http ->
          new Check.HttpAnswers(http.url(), http.contains(), http.status());
      case io.kitward.policy.Check.Command command ->
          new Check.CommandSucceeds(
              command.command(),
              command.user(),
              command.exit(),
              command.contains(),
              command.timeout());
      case io.kitward.policy.Check.FileAge file -> new Check.FileFresh(file.path(), file.age());
      case io.kitward.policy.Check.Metrics metrics ->
          new Check.MetricsAnswer(metrics.url(), metrics.metric(), metrics.samples());
      case io.kitward.policy.Check.Log log ->
          new Check.LogShows(log.source(), log.pattern(), log.within());
    };
  }

  private static String orEmpty(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
