package io.kitward.browser;

import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the one browser and the scenes of a run to whoever asks for them: opened at the first need,
 * closed when the whole run is over.
 */
final class OnScenes implements ParameterResolver {

  /** The scenes that tests share. */
  record Scenes(Scene empty, Scene full) implements AutoCloseable {

    /**
     * So many nodes are seeded beside the connected ones: a quarter of them has each role, and that
     * is more than a page of a list.
     */
    static final int SEEDED = 480;

    static Scenes open() throws Exception {
      return new Scenes(Scene.empty(), Scene.full(SEEDED));
    }

    @Override
    public void close() throws IOException {
      empty.close();
      full.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Scenes.class || type == Chromium.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Store store = context.getRoot().getStore(Namespace.create(OnScenes.class));
    return parameter.getParameter().getType() == Chromium.class
        ? store.computeIfAbsent(Chromium.class, _ -> Chromium.start(), Chromium.class)
        : store.computeIfAbsent(Scenes.class, _ -> open(), Scenes.class);
  }

  private static Scenes open() {
    try {
      return Scenes.open();
    } catch (Exception e) {
      throw new IllegalStateException("the scenes could not be set up", e);
    }
  }
}
