/**
 * What one thread has written is seen by another: the guarantees of Heddle's memory ordering, each as a test for jcstress.
 *
 * <p>An actor runs on a platform thread of jcstress; a task runs on a virtual one. What is published is always written with plain
 * stores and read with plain loads, so that nothing but Heddle orders them. On x86 the hardware reorders a store with a later
 * load only; what else goes wrong there is the JIT's doing, which is why each test is run in every mode of compilation.
 */
package dev.heddle.jcstress;
