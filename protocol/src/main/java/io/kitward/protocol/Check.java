package io.kitward.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What must hold on the node for a service to be healthy. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Check.UnitActive.class, name = "unit"),
  @JsonSubTypes.Type(value = Check.TcpOpen.class, name = "tcp"),
  @JsonSubTypes.Type(value = Check.HttpAnswers.class, name = "http")
})
public sealed interface Check {

  /** The systemd unit is active. */
  record UnitActive(String unit) implements Check {}

  /** The port accepts a connection on the loopback address. */
  record TcpOpen(int port) implements Check {}

  /**
   * The address answers with status 200.
   *
   * @param contains text that the body must contain; empty for any body
   */
  record HttpAnswers(String url, String contains) implements Check {}
}
