package io.kitward.connector.apply;

import io.kitward.protocol.InstanceDesired;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Who else manages parts of a service on this node: Puppet, by the catalog that its agent applied
 * last. It is read again only when it changed. Used by the caretaker's thread only.
 */
final class Claimants {

  private static final Logger LOG = LoggerFactory.getLogger("io.kitward.connector");

  /** Where agents keep the last catalog, of Puppet's own packages and of Debian's. */
  private static final List<Path> PLACES =
      List.of(
          Path.of("/opt/puppetlabs/puppet/cache/client_data/catalog"),
          Path.of("/var/lib/puppet/client_data/catalog"),
          Path.of("/var/cache/puppet/client_data/catalog"));

  private final List<Path> places;
  private Map<Path, FileTime> readAt = Map.of();
  private Map<PuppetCatalog.Resource, String> managed = Map.of();

  Claimants(List<Path> places) {
    this.places = places;
  }

  static Claimants ofThisMachine() {
    return new Claimants(PLACES);
  }

  /** A sentence for each part of the service that somebody else manages. */
  List<String> of(InstanceDesired desired) {
    refresh();
    if (managed.isEmpty()) {
      return List.of();
    }
    var found = new ArrayList<String>();
    for (var unit : desired.units()) {
      find(found, "Service", unit.name());
    }
    for (var file : desired.files()) {
      find(found, "File", file.path());
    }
    for (var wanted : desired.packages()) {
      find(found, "Package", wanted.name());
    }
    return found;
  }

  private void find(List<String> found, String type, String name) {
    var resource = new PuppetCatalog.Resource(type, PuppetCatalog.plain(type, name));
    if (managed.containsKey(resource)) {
      found.add(
          "Puppet manages " + type + "[" + resource.name() + "] here too" + managed.get(resource));
    }
  }

  private void refresh() {
    Map<Path, FileTime> now = new TreeMap<>();
    for (Path place : places) {
      try (DirectoryStream<Path> catalogs = Files.newDirectoryStream(place, "*.json")) {
        for (Path catalog : catalogs) {
          now.put(catalog, Files.getLastModifiedTime(catalog));
        }
      } catch (NoSuchFileException | NotDirectoryException e) {
        LOG.trace("no catalog in {}", place);
      } catch (IOException e) {
        LOG.debug("{}: {}", place, e.getMessage());
      }
    }
    if (now.equals(readAt)) {
      return;
    }
    var next = new HashMap<PuppetCatalog.Resource, String>();
    for (Path catalog : now.keySet()) {
      try (InputStream in = Files.newInputStream(catalog)) {
        next.putAll(PuppetCatalog.read(in));
      } catch (IOException | UncheckedIOException | JacksonException e) {
        LOG.warn(
            "{} cannot be read, what Puppet manages is not known: {}", catalog, e.getMessage());
      }
    }
    managed = next;
    readAt = now;
  }
}
