package io.kitward.protocol;

import io.kitward.protocol.InstanceDesired.AccountDesired;
import io.kitward.protocol.InstanceDesired.Conduct;
import io.kitward.protocol.InstanceDesired.Conflicts;
import io.kitward.protocol.InstanceDesired.Contract;
import io.kitward.protocol.InstanceDesired.Ensure;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import io.kitward.protocol.InstanceDesired.HookDesired;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import io.kitward.protocol.InstanceDesired.UnitDesired;
import java.util.List;

/** An {@link InstanceDesired} in the making. For one thread. */
public final class InstanceDesiredBuilder {

  private String service;
  private String hash;
  private Ensure ensure;
  private Contract contract;
  private Conduct conduct;
  private List<RepositoryDesired> repositories;
  private List<AccountDesired> accounts;
  private List<PackageDesired> packages;
  private List<String> directories;
  private List<FolderDesired> folders;
  private List<FileDesired> files;
  private List<UnitDesired> units;
  private List<HookDesired> hooks;
  private List<Check> checks;
  private List<Check> probes;
  private Conflicts conflicts;

  InstanceDesiredBuilder(InstanceDesired from) {
    this.service = from.service();
    this.hash = from.hash();
    this.ensure = from.ensure();
    this.contract = from.contract();
    this.conduct = from.conduct();
    this.repositories = from.repositories();
    this.accounts = from.accounts();
    this.packages = from.packages();
    this.directories = from.directories();
    this.folders = from.folders();
    this.files = from.files();
    this.units = from.units();
    this.hooks = from.hooks();
    this.checks = from.checks();
    this.probes = from.probes();
    this.conflicts = from.conflicts();
  }

  /** A service that shall be there and has no parts yet; it is kept when it goes. */
  public static InstanceDesiredBuilder of(String service, String hash) {
    return new InstanceDesiredBuilder(
        new InstanceDesired(
            service,
            hash,
            Ensure.PRESENT,
            Contract.KEEP,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of()));
  }

  public InstanceDesiredBuilder service(String next) {
    service = next;
    return this;
  }

  public InstanceDesiredBuilder hash(String next) {
    hash = next;
    return this;
  }

  public InstanceDesiredBuilder ensure(Ensure next) {
    ensure = next;
    return this;
  }

  public InstanceDesiredBuilder contract(Contract next) {
    contract = next;
    return this;
  }

  public InstanceDesiredBuilder conduct(Conduct next) {
    conduct = next;
    return this;
  }

  public InstanceDesiredBuilder repositories(List<RepositoryDesired> next) {
    repositories = next;
    return this;
  }

  public InstanceDesiredBuilder accounts(List<AccountDesired> next) {
    accounts = next;
    return this;
  }

  public InstanceDesiredBuilder packages(List<PackageDesired> next) {
    packages = next;
    return this;
  }

  public InstanceDesiredBuilder directories(List<String> next) {
    directories = next;
    return this;
  }

  public InstanceDesiredBuilder folders(List<FolderDesired> next) {
    folders = next;
    return this;
  }

  public InstanceDesiredBuilder files(List<FileDesired> next) {
    files = next;
    return this;
  }

  public InstanceDesiredBuilder units(List<UnitDesired> next) {
    units = next;
    return this;
  }

  public InstanceDesiredBuilder hooks(List<HookDesired> next) {
    hooks = next;
    return this;
  }

  public InstanceDesiredBuilder checks(List<Check> next) {
    checks = next;
    return this;
  }

  public InstanceDesiredBuilder probes(List<Check> next) {
    probes = next;
    return this;
  }

  public InstanceDesiredBuilder conflicts(Conflicts next) {
    conflicts = next;
    return this;
  }

  /** The instance as it is now. */
  public InstanceDesired build() {
    return new InstanceDesired(
        service,
        hash,
        ensure,
        contract,
        conduct,
        repositories,
        accounts,
        packages,
        directories,
        folders,
        files,
        units,
        hooks,
        checks,
        probes,
        conflicts);
  }
}
