package io.kitward.connector.state;

import io.kitward.connector.state.Before.FileBefore;
import io.kitward.connector.state.Before.ForeignFile;
import io.kitward.connector.state.Before.PackageBefore;
import io.kitward.connector.state.Before.UnitBefore;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** A {@link Before} in the making. For one thread. */
public final class BeforeBuilder {

  private final String service;
  private SortedMap<String, PackageBefore> packages;
  private SortedMap<String, String> database;
  private SortedSet<String> beforeInstall;
  private SortedSet<String> pulledIn;
  private SortedMap<String, FileBefore> files;
  private SortedMap<String, List<String>> written;
  private SortedSet<String> directories;
  private SortedMap<String, ForeignFile> foreign;
  private boolean foreignComplete;
  private List<String> absentParents;
  private SortedMap<String, UnitBefore> units;
  private SortedSet<String> pending;
  private SortedMap<String, FileBefore> previous;
  private boolean departing;
  private String lost;
  private SortedSet<String> restarts;
  private SortedMap<String, FileBefore> folders;
  private SortedMap<String, Boolean> accounts;
  private SortedMap<String, String> hooks;
  private SortedSet<String> unread;

  BeforeBuilder(Before from) {
    this.service = from.service();
    this.packages = from.packages();
    this.database = from.database();
    this.beforeInstall = from.beforeInstall();
    this.pulledIn = from.pulledIn();
    this.files = from.files();
    this.written = from.written();
    this.directories = from.directories();
    this.foreign = from.foreign();
    this.foreignComplete = from.foreignComplete();
    this.absentParents = from.absentParents();
    this.units = from.units();
    this.pending = from.pending();
    this.previous = from.previous();
    this.departing = from.departing();
    this.lost = from.lost();
    this.restarts = from.restarts();
    this.folders = from.folders();
    this.accounts = from.accounts();
    this.hooks = from.hooks();
    this.unread = from.unread();
  }

  public BeforeBuilder packages(SortedMap<String, PackageBefore> next) {
    packages = next;
    return this;
  }

  public BeforeBuilder database(SortedMap<String, String> next) {
    database = next;
    return this;
  }

  public BeforeBuilder beforeInstall(SortedSet<String> next) {
    beforeInstall = next;
    return this;
  }

  public BeforeBuilder pulledIn(SortedSet<String> next) {
    pulledIn = next;
    return this;
  }

  public BeforeBuilder files(SortedMap<String, FileBefore> next) {
    files = next;
    return this;
  }

  public BeforeBuilder written(SortedMap<String, List<String>> next) {
    written = next;
    return this;
  }

  public BeforeBuilder directories(SortedSet<String> next) {
    directories = next;
    return this;
  }

  public BeforeBuilder foreign(SortedMap<String, ForeignFile> next) {
    foreign = next;
    return this;
  }

  public BeforeBuilder foreignComplete(boolean next) {
    foreignComplete = next;
    return this;
  }

  public BeforeBuilder absentParents(List<String> next) {
    absentParents = next;
    return this;
  }

  public BeforeBuilder units(SortedMap<String, UnitBefore> next) {
    units = next;
    return this;
  }

  public BeforeBuilder pending(SortedSet<String> next) {
    pending = next;
    return this;
  }

  public BeforeBuilder previous(SortedMap<String, FileBefore> next) {
    previous = next;
    return this;
  }

  public BeforeBuilder departing(boolean next) {
    departing = next;
    return this;
  }

  public BeforeBuilder lost(String next) {
    lost = next;
    return this;
  }

  public BeforeBuilder restarts(SortedSet<String> next) {
    restarts = next;
    return this;
  }

  public BeforeBuilder folders(SortedMap<String, FileBefore> next) {
    folders = next;
    return this;
  }

  public BeforeBuilder accounts(SortedMap<String, Boolean> next) {
    accounts = next;
    return this;
  }

  public BeforeBuilder hooks(SortedMap<String, String> next) {
    hooks = next;
    return this;
  }

  public BeforeBuilder unread(SortedSet<String> next) {
    unread = next;
    return this;
  }

  /** The record as it is now. */
  public Before build() {
    return new Before(
        service,
        packages,
        database,
        beforeInstall,
        pulledIn,
        files,
        written,
        directories,
        foreign,
        foreignComplete,
        absentParents,
        units,
        pending,
        previous,
        departing,
        lost,
        restarts,
        folders,
        accounts,
        hooks,
        unread);
  }
}
