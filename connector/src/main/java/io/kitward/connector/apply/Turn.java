package io.kitward.connector.apply;

import io.kitward.protocol.InstanceDesired;

/**
 * One look at one instance that shall be there, and what is done about it.
 *
 * @param desired without files that fell back
 * @param fresh whether this desired instance was never carried out in full
 */
record Turn(InstanceDesired desired, long generation, Care care, boolean fresh) {

  String service() {
    return desired.service();
  }
}
