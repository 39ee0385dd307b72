package dev.heddle.queue;

import java.time.Duration;

/**
 * The figures of a queue at one moment; exact when it is quiet.
 *
 * @param capacity the most it holds; {@link Integer#MAX_VALUE} for no limit
 * @param size items in it, without those given back
 * @param peak the most that size has been
 * @param puts items put since the beginning
 * @param takes items taken and not given back
 * @param done items reported done
 * @param unfinished items put and not done
 * @param givenBack items given back that wait to be taken again, outside of the capacity
 * @param redelivered how often an item was given back
 * @param rejected items rejected, which are done as well
 * @param dropped items for which there was no space: the oldest, which were put, and are taken and done; or the newest, which were
 *     never put
 * @param waitingPutters threads that wait to put
 * @param waitingTakers threads that wait to take
 * @param blockedPutting for how long threads have waited to put, together, in waits that have ended
 * @param blockedTaking for how long threads have waited to take, in the same way
 */
public record QueueStats(int capacity, int size, int peak, long puts, long takes, long done, long unfinished,
        int givenBack, long redelivered, long rejected, long dropped, int waitingPutters, int waitingTakers,
        Duration blockedPutting, Duration blockedTaking) {}
