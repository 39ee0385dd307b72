package dev.heddle.samples.chat;

/**
 * What came of a client.
 *
 * @param end how it went; null if the chat was cancelled
 * @param put lines that were put for it: delivered or undelivered
 * @param delivered those that were sent
 * @param undelivered those that were not
 */
record Departure(End end, int put, int delivered, int undelivered) {}
