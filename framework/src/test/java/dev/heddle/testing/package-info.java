/** What the tests share: threads that are joined, waits for things, time limits, a watchdog. */
package dev.heddle.testing;
