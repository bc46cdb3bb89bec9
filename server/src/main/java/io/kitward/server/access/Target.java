package io.kitward.server.access;

/** What an action is aimed at. */
public sealed interface Target {

  /** Form for the audit trail. */
  String display();

  /** Nothing narrower than the whole server. */
  record Everything() implements Target {
    @Override
    public String display() {
      return "";
    }
  }

  record NodeTarget(String certname) implements Target {
    @Override
    public String display() {
      return "node/" + certname;
    }
  }

  /** What one source says of one node. */
  record TagsTarget(String certname, String source) implements Target {
    @Override
    public String display() {
      return "node/" + certname + "/tags/" + source;
    }
  }

  record BackendTarget(String backend) implements Target {
    @Override
    public String display() {
      return "backend/" + backend;
    }
  }

  /** Any other named thing, such as {@code document/Policy/production}. */
  record NamedTarget(String display) implements Target {}
}
