package io.kitward.server.desired;

import io.kitward.protocol.InstanceDesired;

/** What policy says of one service on one node, with its reasons. */
public record WantedInstance(InstanceDesired desired, Reasons reasons) {}
