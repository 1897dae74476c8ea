// How many threads work on films at once: the render threads, and the jobs that a folder of documents accepts at once.
import { availableParallelism } from 'node:os';

/** One per processor, at most 4: each takes about 150 MB. */
export const renderThreads = (): number => Math.min(4, availableParallelism());
