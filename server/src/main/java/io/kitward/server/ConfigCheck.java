package io.kitward.server;

import io.kitward.server.config.ConfigException;
import io.kitward.server.config.ServerConfig;
import io.kitward.server.pki.Credential;
import io.kitward.server.pki.Pem;
import io.kitward.server.pki.PkiException;
import io.kitward.server.store.PrivateFiles;
import io.kitward.server.store.Store;
import io.kitward.server.store.StoreConfig;
import io.kitward.server.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Whether a server could start with a configuration, as far as the files that it names tell. */
final class ConfigCheck {

  private ConfigCheck() {}

  /**
   * Reads every file that the configuration names; asks neither database nor network.
   *
   * @throws ConfigException for the first that can't be used
   */
  static void run(ServerConfig config, Instant now) {
    try {
      if (config.nodeCertificate() instanceof ServerConfig.DoorCertificate.OfFiles(var files)) {
        Credential.ofServer(files.certificate(), files.key(), config.name(), now);
      }
      config
          .peopleCertificate()
          .ifPresent(
              people -> {
                Credential.ofServer(
                    people.files().certificate(), people.files().key(), config.name(), now);
                Pem.certificatesIn("people.ca-file", people.ca());
              });
      config.nodeCa().ifPresent(file -> Pem.certificatesIn("node.ca-file", file));
      config.puppets().stream()
          .flatMap(puppet -> puppet.caFile().stream())
          .forEach(file -> Pem.certificatesIn("the Puppet CA's ca-file", file));
      store(config);
    } catch (PkiException | StoreException | IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
    config
        .connectorPackage()
        .filter(file -> !Files.isReadable(file))
        .ifPresent(
            file -> {
              throw new ConfigException("connector.package " + file + " can't be read");
            });
    config
        .joining()
        .packages()
        .filter(folder -> !Files.isDirectory(folder))
        .ifPresent(
            folder -> {
              throw new ConfigException("connector.packages " + folder + " is no folder");
            });
  }

  private static void store(ServerConfig config) {
    Optional<String> url = config.jdbcUrl();
    if (url.isEmpty()) {
      Store.requireEmbedded();
      return;
    }
    StoreConfig.external(
        url.get(), config.jdbcUser(), Path.of("/dev/null"), config.dataDirectory());
    config
        .jdbcPasswordFile()
        .ifPresent(
            file -> {
              try {
                PrivateFiles.read(file);
              } catch (IOException e) {
                throw new ConfigException("store.password-file " + file + " can't be read: " + e);
              }
            });
  }
}
