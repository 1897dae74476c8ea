// Loaded into a server under test: the longest delay of its event loop, and the most processor time that it spent without
// looking at its sockets. The second does not depend on other programs on the machine. Logged at SIGUSR2, then reset.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let longest = 0;
  let before = process.threadCpuUsage();
  setInterval(() => {
    const now = process.threadCpuUsage();
    longest = Math.max(longest, now.user + now.system - before.user - before.system);
    before = now;
  }, 1);
  process.on('SIGUSR2', () => {
    process.stderr.write(`loop.probe delayMs=${delay.max / 1e6} busyMs=${longest / 1000}\n`);
    delay.reset();
    longest = 0;
  });
}
