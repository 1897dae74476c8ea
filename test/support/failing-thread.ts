// A worker thread that ends in various ways, as requested: the counterpart of worker-threads.test.ts.
import { getPriority } from 'node:os';
import { parentPort, threadId } from 'node:worker_threads';
import { fillMemory } from './fill-memory.ts';
import { systemThreadId } from '../../src/shared/threads/give-way.ts';
import { reportLoaded } from '../../src/shared/threads/worker-threads.ts';

export type ThreadRequest =
  | 'answer'
  | 'thread'
  | 'niceness'
  | 'exit'
  | 'throw'
  | 'reject'
  | 'memory'
  | 'not found'
  | { readonly big: number };

parentPort?.on('message', (request: ThreadRequest) => {
  if (request === 'exit') process.exit(3);
  if (request === 'throw') throw new Error('thrown outside of a promise');
  if (request === 'reject') void Promise.reject(new Error('rejected without a listener'));
  else if (request === 'memory') fillMemory();
  else if (request === 'niceness') parentPort?.postMessage(`niceness ${getPriority(systemThreadId())}`);
  else if (request === 'thread') parentPort?.postMessage(`thread ${threadId}`);
  else parentPort?.postMessage(request === 'not found' ? request : 'done');
});
reportLoaded();
