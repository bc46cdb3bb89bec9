package io.kitward.server.channel;

/** Tells a connection that the door is closing: what has begun is finished, nothing begins. */
enum Drain {
  NOW
}
