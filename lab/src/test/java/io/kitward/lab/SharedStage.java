package io.kitward.lab;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the one stage of the test room to whoever asks for it: opened at the first need, closed
 * when the whole run is over. Who asks for the lab alone gets the stage's, or while there is none
 * one without anything on it, which gives way to a stage.
 */
final class SharedStage implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Stage.class || type == Lab.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Store store = context.getRoot().getStore(Namespace.create(SharedStage.class));
    return parameter.getParameter().getType() == Stage.class ? stage(store) : lab(store);
  }

  private static Stage stage(Store store) {
    Optional.ofNullable(store.remove(Lab.class, Lab.class)).ifPresent(Lab::close);
    return store.computeIfAbsent(Stage.class, _ -> Stage.open(Room.TEST), Stage.class);
  }

  private static Lab lab(Store store) {
    return Optional.ofNullable(store.get(Stage.class, Stage.class))
        .map(stage -> stage.mission().lab())
        .orElseGet(() -> store.computeIfAbsent(Lab.class, _ -> Lab.open(Room.TEST), Lab.class));
  }
}
