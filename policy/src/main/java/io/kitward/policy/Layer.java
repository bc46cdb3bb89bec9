package io.kitward.policy;

import java.util.Map;

/** The values that one document gives to the leaves of a service: parameters, or versions. */
record Layer(Origin origin, Map<String, ParameterValue> values) {}
