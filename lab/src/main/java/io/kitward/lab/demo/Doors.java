package io.kitward.lab.demo;

import io.kitward.lab.KitwardServer;

/** What somebody needs who wants to go on with a demo's server, and what it leaves behind. */
final class Doors {

  private Doors() {}

  /** Says where the server is, and with what one gets in. */
  static void show(Narrator narrator, KitwardServer server, String commands) {
    narrator.say("");
    narrator.say("everything stays up:");
    narrator.say(
        "  console  "
            + server.url()
            + " (sign in with the token below; its certificate is its own)");
    narrator.say("  API      " + server.url() + "/v1/status, described in /openapi.yaml");
    narrator.say("  token    in " + server.token());
    narrator.say("  CA       in " + server.ca());
    narrator.say("  CLI      in a second terminal: " + commands);
    narrator.say("           (its context is demo in ~/.config/kitward, until this ends)");
    narrator.say("Ctrl-C ends it and cleans up");
  }

  /** The last line. */
  static void closed(Narrator narrator, String kept) {
    narrator.say("done; kept are " + kept);
  }
}
