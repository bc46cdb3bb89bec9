package io.kitward.connector.link;

import io.kitward.protocol.InstanceObserved;
import java.util.List;
import java.util.Map;
import opamp.proto.v1.Opamp;

/**
 * What a node has to say of itself at one moment.
 *
 * @param identifying attributes that say which agent this is
 * @param facts other attributes, by dotted name
 * @param observed one entry a service
 * @param status how far the last offer came; the default instance when there was none
 */
public record Report(
    Map<String, String> identifying,
    Map<String, String> facts,
    List<InstanceObserved> observed,
    Opamp.RemoteConfigStatus status) {}
