package io.kitward.policy.tags;

/** A tag that a rule should derive and could not: a fact is missing, or gives no valid tag. */
public record RuleFailure(String rule, String template, String message) {}
