// Waits for a fact outside this process that nothing reports: a file, a port, the state of another program. Inside a
// process, wait for its event instead.
import { setTimeout } from 'node:timers/promises';

/** Resolves when `fact` holds; it is checked every 20 ms. The timeout of the test limits the wait. */
export async function until(fact: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await fact())) await setTimeout(20);
}
