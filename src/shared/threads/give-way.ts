// Threads that compute for a long time leave the processors to those that answer clients. Start at `giveWay`.
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Niceness of threads that compute. The scheduler then gives the event loop and the database thread nine times their share, so
 * that eight clients wait half as long for N-ACTION while films render. Under systemd and in containers, niceness only orders
 * the threads of one service: other services take no time from the films.
 */
export const computingNiceness = 10;

/** ID of the calling thread, which Linux numbers like a process. */
export const systemThreadId = (): number => Number(readlinkSync('/proc/thread-self').split('/').at(-1));

/** Lowers the priority of the calling thread, where the system can do that for one thread: on Linux with /proc. */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(systemThreadId(), computingNiceness);
  } catch {
    // Without /proc, or where a sandbox forbids the call, the thread computes at the priority of the process.
  }
}
