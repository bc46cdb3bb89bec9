package io.kitward.server.api.port;

import java.util.List;

/** The instances, as read. */
public interface Instances {

  /**
   * A page, sorted by node, then service.
   *
   * @param afterNode together with {@code afterService}: only what stands behind; empty to begin
   */
  List<InstanceView> page(InstanceFilter filter, String afterNode, String afterService, int limit);
}
