package io.kitward.server.desired;

import java.util.Map;

/**
 * What policy says of one node.
 *
 * @param instances by service
 * @param conflicts service to a sentence that names the parties: such an instance stays as it last
 *     was
 */
public record Resolved(Map<String, WantedInstance> instances, Map<String, String> conflicts) {}
