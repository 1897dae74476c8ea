// The engine in memory keeps the contract: what tests with it is tested as with a real one.
import { MemoryBlobPlace } from '../../support/memory-blobs.ts';
import { blobContract } from './blob-contract.ts';

blobContract(() => Promise.resolve(new MemoryBlobPlace()));
