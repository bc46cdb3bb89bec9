package io.kitward.connector.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.InstanceDesired;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimantsTest {

  private static final String CATALOG =
      """
      {"tags": ["settings"], "name": "db1", "catalog_format": 2,
       "resources": [
        {"type": "Stage", "title": "main", "exported": false, "tags": ["stage"]},
        {"type": "Service", "title": "the agent", "parameters": {"ensure": "running", "enable": true, "name": "agent"}},
        {"type": "File", "title": "/etc/default/agent", "parameters": {"content": "secret", "mode": "0644"}},
        {"type": "Package", "title": "agent", "parameters": {"ensure": "installed"}},
        {"type": "Package", "title": "logd", "parameters": {"ensure": "absent", "options": [{"a": [1, 2]}]}}
       ],
       "edges": [{"source": "Stage[main]", "target": "Class[main]"}]}
      """;

  @TempDir Path folder;

  @Test
  void whatPuppetsLastCatalogManagesIsNamed() throws IOException {
    Files.writeString(folder.resolve("db1.json"), CATALOG);
    var claimants = new Claimants(List.of(folder.resolve("nothing"), folder));
    assertThat(of(claimants, Kit.agent()))
        .containsExactly(
            "Puppet manages Service[agent] here too (ensure => running)",
            "Puppet manages File[/etc/default/agent] here too");
    assertThat(of(claimants, Kit.log("x")))
        .containsExactly("Puppet manages Package[logd] here too (ensure => absent)");
  }

  @Test
  void aNewerCatalogIsReadAgain() throws IOException {
    Path catalog = folder.resolve("db1.json");
    Files.writeString(catalog, CATALOG);
    var claimants = new Claimants(List.of(folder));
    assertThat(of(claimants, Kit.agent())).isNotEmpty();
    Files.writeString(catalog, "{\"resources\": []}");
    Files.setLastModifiedTime(catalog, FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(of(claimants, Kit.agent())).isEmpty();
  }

  @Test
  void aDamagedCatalogSaysNothing() throws IOException {
    Files.writeString(folder.resolve("db1.json"), CATALOG.substring(0, 300));
    assertThat(of(new Claimants(List.of(folder)), Kit.log("x"))).isEmpty();
  }

  @Test
  void whatWasKnownOfACatalogThatBreaksStillCounts() throws IOException {
    Path catalog = folder.resolve("db1.json");
    Files.writeString(catalog, CATALOG);
    var claimants = new Claimants(List.of(folder));
    List<String> before = of(claimants, Kit.agent());
    Files.writeString(catalog, CATALOG.substring(0, 300));
    Files.setLastModifiedTime(catalog, FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(of(claimants, Kit.agent())).isEqualTo(before).isNotEmpty();
  }

  private static List<String> of(Claimants claimants, InstanceDesired desired) {
    return claimants.now().of(desired, List.of());
  }
}
