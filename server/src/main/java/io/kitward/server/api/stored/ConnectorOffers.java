package io.kitward.server.api.stored;

import io.kitward.server.api.port.ConnectorPackage;
import io.kitward.server.rollout.ConnectorOffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Which version of the connector goes to whom: {@code offer.yaml} in the folder of packages, each
 * of which has its signature beside it as {@code .sig}. It is read again when it changed; one that
 * cannot be read offers nothing. Thread-safe.
 */
public final class ConnectorOffers {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorOffers.class);
  private static final String OFFER = "offer.yaml";
  private static final YAMLMapper YAML = new YAMLMapper();

  private final ConnectorPackage packages;
  private final Optional<Path> folder;
  private @Nullable FileTime readAt;
  private Optional<ConnectorOffer> offer = Optional.empty();

  /**
   * @param folder empty when connectors are not upgraded from here
   */
  public ConnectorOffers(ConnectorPackage packages, Optional<Path> folder) {
    this.packages = packages;
    this.folder = folder;
  }

  /** The offer in force. */
  public synchronized Optional<ConnectorOffer> now() {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    Path file = folder.get().resolve(OFFER);
    try {
      FileTime changed = Files.exists(file) ? Files.getLastModifiedTime(file) : null;
      if (changed == null) {
        offer = Optional.empty();
      } else if (!changed.equals(readAt)) {
        offer = Optional.empty();
        readAt = changed;
        offer = Optional.of(read(file));
        LOG.info("connectors are offered version {}", offer.get().version());
      }
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      LOG.warn("{}: {}; no version of the connector is offered", file, e.getMessage());
    }
    return offer;
  }

  private ConnectorOffer read(Path file) throws IOException {
    JsonNode yaml = YAML.readTree(Files.readAllBytes(file));
    String version = yaml.path("version").asString("");
    int percent = yaml.path("percent").asInt(0);
    if (!version.matches("[0-9][A-Za-z0-9.+~-]{0,60}") || percent < 0 || percent > 100) {
      throw new IllegalArgumentException("needs a version, and a percent between 0 and 100");
    }
    List<String> nodes = new ArrayList<>();
    yaml.path("nodes").forEach(one -> nodes.add(one.asString("")));
    ConnectorPackage.Held held =
        packages.all().stream()
            .filter(one -> one.format().equals("deb") && one.version().equals(version))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("there is no package of version " + version));
    Path signature = held.path().resolveSibling(held.path().getFileName() + ".sig");
    if (!Files.isRegularFile(signature)) {
      throw new IllegalArgumentException(
          "there is no " + signature + "; connectors take what is signed");
    }
    return new ConnectorOffer(
        version, held.sha256(), Files.readAllBytes(signature), percent, nodes);
  }
}
