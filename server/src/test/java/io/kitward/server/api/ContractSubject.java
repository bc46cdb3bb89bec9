package io.kitward.server.api;

/**
 * A running server that the contract is held against, and how to bring it into the states that its
 * errors describe. Fresh for each case.
 */
interface ContractSubject extends AutoCloseable {

  Exchange exchange();

  /** A token that may do everything. */
  String adminToken();

  /** A token of another backend than {@link #backend()}. */
  String otherBackendToken();

  /** A node that is there, with a tag of its source {@code node}, an instance and an event. */
  String node();

  /** Another node that is there. */
  String otherNode();

  /** A Prometheus backend whose list is certain. */
  String backend();

  /**
   * A backend that keeps hosts; it has a stranger and an orphan, and shall have {@link #node()}.
   */
  String hostsBackend();

  /** The console stops answering. */
  void silenceConsole();

  /** An exception that can be released. */
  String releasableException();

  /** An exception that stands for whatever is held. */
  String heldException();

  /** An exception that cannot. */
  String closedException();

  /** A plan that can be carried out as it is. */
  String openPlan();

  /** A plan that was carried out. */
  String appliedPlan();

  /** A plan of which a document was changed since. */
  String outdatedPlan();

  /** A plan that must be confirmed. */
  String dangerousPlan();

  /** Makes a plan the one of the commit that waits in the repository {@code watched}. */
  void letWait(String plan);

  /** A policy that is the last to ask for its service. */
  String lastPolicy();

  /** A service document that a bundle needs; {@code unneededBundle} is one that nobody needs. */
  String neededService();

  String unneededBundle();

  /** A token that is there and may be revoked. */
  String spareToken();

  /** The value of a token with which one machine may join. */
  String joinToken();

  /** The name of a token that nobody used. */
  String spareJoinToken();

  /** A request that waits for a person. */
  String joinRequest();

  /** The proof that whoever asks holds the key of {@link #joinRequest()}. */
  byte[] joinProof();

  /** A request that was decided. */
  String decidedJoinRequest();

  /** A certificate request for this name, in PEM. */
  String certificateRequest(String certname);

  /** What Puppet declares on {@link #node()}, with a good proof. */
  String declaration();

  /** The enrolment of {@link #node()} as a compiler. */
  String enrolment();

  /** An operation of {@link #node()} that is done and handed something over. */
  String doneOperation();

  /** An operation of {@link #node()} that is not done. */
  String openOperation();

  /** From now on no node takes operations. */
  void takeNoOperations();

  /** Takes the store away until the subject is closed. */
  void breakStore();

  /** Makes the discovery list uncertain. */
  void makeUnsure();

  /** Makes the server not ready. */
  void makeNotReady();

  /** Takes the connector's package away. */
  void removePackage();

  @Override
  void close();
}
