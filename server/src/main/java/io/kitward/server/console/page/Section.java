package io.kitward.server.console.page;

/** The entries of the navigation, in the order of daily use. */
public enum Section {
  OVERVIEW("Overview", "/", "nav-overview"),
  NODES("Nodes", "/nodes", "nav-nodes"),
  INSTANCES("Instances", "/instances", "nav-instances"),
  SERVICES("Services", "/services", "nav-services"),
  POLICIES("Policies", "/policies", "nav-policies"),
  PLANS("Plans", "/plans", "nav-plans"),
  EXCEPTIONS("Exceptions", "/exceptions", "nav-exceptions"),
  BACKENDS("Backends", "/backends", "nav-backends"),
  ACTIVITY("Activity", "/activity", "nav-activity"),
  HISTORY("History", "/history", "nav-history");

  private final String label;
  private final String href;
  private final String symbol;

  Section(String label, String href, String symbol) {
    this.label = label;
    this.href = href;
    this.symbol = symbol;
  }

  public String label() {
    return label;
  }

  public String href() {
    return href;
  }

  /** The symbol's id in the sprite. */
  public String symbol() {
    return symbol;
  }
}
