package io.kitward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.console.view.Names;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Files of others are exactly those that the manifest names, unchanged. */
class VendoredFilesTest {
  private static final String PLACE = "/console/vendor/";

  @Test
  void everyVendoredFileIsInTheManifestWithItsLicenceAndChecksum() throws Exception {
    List<Map<String, String>> manifest =
        new YAMLMapper()
            .readValue(read("manifest.yaml"), new TypeReference<List<Map<String, String>>>() {});
    Set<String> named = new HashSet<>(Set.of("manifest.yaml"));
    for (Map<String, String> entry : manifest) {
      assertThat(entry).containsKeys("file", "from", "version", "licence", "licenceFile", "sha256");
      String file = entry.getOrDefault("file", "");
      assertThat(Names.digest(read(file))).as(file).isEqualTo(entry.get("sha256"));
      named.add(file);
      named.add(entry.getOrDefault("licenceFile", ""));
    }
    assertThat(present()).isEqualTo(named);
  }

  private static Set<String> present() throws Exception {
    var manifest = VendoredFilesTest.class.getResource(PLACE + "manifest.yaml");
    assertThat(manifest).isNotNull();
    Path folder = Path.of(java.util.Objects.requireNonNull(manifest).toURI()).resolveSibling(".");
    try (var files = Files.list(folder.normalize())) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static byte[] read(String file) throws Exception {
    try (InputStream in = VendoredFilesTest.class.getResourceAsStream(PLACE + file)) {
      assertThat(in).as(file).isNotNull();
      return java.util.Objects.requireNonNull(in).readAllBytes();
    }
  }
}
