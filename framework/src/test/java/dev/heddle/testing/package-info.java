/** What the tests share: threads that are joined, JVMs that are ended, waits for things, time limits, a watchdog. */
package dev.heddle.testing;
