package io.kitward.server.console.sample;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Admissions;
import io.kitward.server.api.port.Joining;
import io.kitward.server.api.port.Retirements;
import java.util.List;
import java.util.Optional;

/** Nobody joins the sample fleet. */
final class NoJoining implements Joining, Admissions, Retirements {

  private static Outcome nobody() {
    return new Outcome.Refused(Refusal.REQUEST_DENIED, "nobody joins this fleet");
  }

  @Override
  public String script() {
    return "";
  }

  @Override
  public String authority() {
    return "";
  }

  @Override
  public List<Token> tokens() {
    return List.of();
  }

  @Override
  public Created createToken(Asked asked, Actor actor) {
    throw new UnsupportedOperationException("nobody joins this fleet");
  }

  @Override
  public Optional<Token> revokeToken(String id, Actor actor) {
    return Optional.empty();
  }

  @Override
  public Outcome join(String token, String request, String address) {
    return nobody();
  }

  @Override
  public Outcome request(String request, String address) {
    return nobody();
  }

  @Override
  public Outcome collect(String id, byte[] proof) {
    return nobody();
  }

  @Override
  public List<Waiting> requests() {
    return List.of();
  }

  @Override
  public Decided approve(String id, Actor actor) {
    return new Decided.Unknown();
  }

  @Override
  public Decided deny(String id, String reason, Actor actor) {
    return new Decided.Unknown();
  }

  @Override
  public Outcome renew(String certname, String issuer, String request, Actor actor) {
    return nobody();
  }

  @Override
  public boolean retire(String certname, String reason, Actor actor) {
    return false;
  }

  @Override
  public boolean takeBack(String certname, Actor actor) {
    return false;
  }

  @Override
  public boolean link(String certname, String issuer, Actor actor) {
    return false;
  }
}
