package io.kitward.connector.apply;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Who else manages parts of a service on this node: Puppet, by the catalog that its agent applied
 * last. It is read again only when it changed. Thread-safe.
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
  private Map<Path, PuppetClaims> byCatalog = Map.of();
  private PuppetClaims claims = PuppetClaims.NONE;

  Claimants(List<Path> places) {
    this.places = places;
  }

  static Claimants ofThisMachine() {
    return new Claimants(PLACES);
  }

  /** What Puppet holds of this machine now, by its last catalog. */
  synchronized PuppetClaims now() {
    refresh();
    return claims;
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
    var next = new HashMap<Path, PuppetClaims>();
    for (Path catalog : now.keySet()) {
      next.put(catalog, read(catalog));
    }
    byCatalog = next;
    claims = next.values().stream().reduce(PuppetClaims.NONE, PuppetClaims::and);
    readAt = now;
  }

  /** What a catalog says; what it said before when it cannot be read. */
  private PuppetClaims read(Path catalog) {
    try (InputStream in = Files.newInputStream(catalog)) {
      return PuppetCatalog.read(in);
    } catch (IOException | UncheckedIOException | JacksonException e) {
      PuppetClaims known = byCatalog.get(catalog);
      LOG.warn(
          "{} cannot be read, {}: {}",
          catalog,
          known == null ? "what Puppet manages is not known" : "what it said before counts",
          reason(e));
      return known == null ? PuppetClaims.NONE : known;
    }
  }

  /** Without the words of a parser, which may quote what it read. */
  private static String reason(Exception failure) {
    return failure instanceof JacksonException broken && broken.getLocation() != null
        ? "it is broken at byte " + broken.getLocation().getByteOffset()
        : failure.getClass().getSimpleName();
  }
}
