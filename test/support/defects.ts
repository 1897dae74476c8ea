// Loaded into a server before its own code (--import): SIGUSR2 causes two unhandled errors.
import { isMainThread } from 'node:worker_threads';

if (isMainThread)
  process.once('SIGUSR2', () => {
    setTimeout(() => {
      void Promise.reject(new Error('rejected without a listener'));
      throw new Error('thrown in a timer');
    }, 1);
  });
