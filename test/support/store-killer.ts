// Loaded into a server before its own code (--import): SIGUSR2 ends the first worker thread, which is the job store's.
import type { Worker } from 'node:worker_threads';

process.once('worker', (worker: Worker) => {
  process.once('SIGUSR2', () => {
    void worker.terminate();
  });
});
