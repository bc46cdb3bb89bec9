package io.kitward.server.repository;

import java.nio.file.Path;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * A system on which Git is not configured: what users and the machine say to {@code git} is not
 * read, and no program is asked for it.
 */
final class BareSystem extends SystemReader.Delegate {

  private final SystemReader system;
  private final Path folder;

  private BareSystem(SystemReader system, Path folder) {
    super(system);
    this.system = system;
    this.folder = folder;
  }

  /** Holds for the whole program from now on. */
  static void use(Path folder) {
    SystemReader system = SystemReader.getInstance();
    SystemReader.setInstance(
        new BareSystem(system instanceof BareSystem bare ? bare.system : system, folder));
  }

  private FileBasedConfig file(Config parent, FS files) {
    return new FileBasedConfig(parent, folder.resolve("settings").toFile(), files);
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS files) {
    return file(parent, files);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS files) {
    return file(parent, files);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS files) {
    return file(parent, files);
  }

  @Override
  public StoredConfig getUserConfig() {
    return file(new Config(), FS.DETECTED);
  }

  @Override
  public StoredConfig getJGitConfig() {
    return file(new Config(), FS.DETECTED);
  }

  @Override
  public StoredConfig getSystemConfig() {
    return file(new Config(), FS.DETECTED);
  }
}
