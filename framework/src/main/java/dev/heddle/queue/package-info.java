/**
 * Queues that know their workers: {@link dev.heddle.queue.WorkQueue} carries items and accounts for them, {@link
 * dev.heddle.queue.WorkerPool} handles them.
 *
 * <p>Null arguments throw {@link java.lang.NullPointerException} unless said otherwise. Enums may gain constants: a {@code
 * switch} over one should have a {@code default}. The interfaces that users implement, {@link dev.heddle.queue.WorkSource} and
 * {@link dev.heddle.queue.Lease}, will grow by default methods only.
 */
package dev.heddle.queue;
