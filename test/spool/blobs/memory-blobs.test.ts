// The engine in memory fulfills the contract, so that tests with it are as valid as with a real one.
import { MemoryBlobPlace } from '../../support/memory-blobs.ts';
import { blobContract } from './blob-contract.ts';

blobContract(() => Promise.resolve(new MemoryBlobPlace()));
