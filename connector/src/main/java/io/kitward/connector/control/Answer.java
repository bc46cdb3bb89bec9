package io.kitward.connector.control;

/**
 * What the connector says to an order.
 *
 * @param done whether it is carried out
 * @param text a sentence for people
 */
public record Answer(boolean done, String text) {}
