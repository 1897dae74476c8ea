// An image thread that ends while it works on files with certain names: the counterpart of image-reader.test.ts.
import { parentPort } from 'node:worker_threads';
import { fillMemory } from './fill-memory.ts';
import type { ImageRequest } from '../../src/images/image-reader.ts';

parentPort?.on('message', ({ file, kind }: ImageRequest) => {
  if (kind === 'prepare' && file.includes('crash')) process.exit(139);
  if (file.includes('throw')) throw new Error('thrown outside of a promise');
  if (file.includes('memory')) fillMemory();
});
await import('../../src/images/image-thread.ts');
