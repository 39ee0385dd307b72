/**
 * Queues that know their workers: {@link dev.heddle.queue.WorkQueue} carries items and accounts for them, {@link
 * dev.heddle.queue.WorkerPool} handles them.
 */
package dev.heddle.queue;
