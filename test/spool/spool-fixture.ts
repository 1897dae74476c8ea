// Shared by the tests of the spool: requests with real blobs, a spool in a folder of its own, jobs for `transition`.
import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { mock, type TestContext } from 'node:test';
import type { BlobRef, Film, PrintPriority, PrintRequest } from '../../src/shared/film/film.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { newJob } from '../../src/spool/job/new-job.ts';
import { transition } from '../../src/spool/job/job.ts';
import type { Job, JobDestination, JobEvent } from '../../src/spool/job/job-types.ts';
import { openSpool, type Spool, type SpoolOptions } from '../../src/spool/spool.ts';

/** A spool whose printers all have one destination, `pdf`; closed after the test. */
export async function openTestSpool(
  context: TestContext,
  folder: string,
  options: Partial<SpoolOptions> = {},
): Promise<Spool> {
  const spool = await openSpool({
    folder,
    destinations: () => [{ name: 'pdf', required: true }],
    log: silentLog,
    ...options,
  });
  context.after(() => spool.close());
  return spool;
}

/** Destinations of these names, all required. */
export const toAll = (names: readonly string[]): readonly JobDestination[] =>
  names.map((name) => ({ name, required: true }));

let uids = 0;

/** A film of one 8-bit image in `pixels`; a second one with its LUT table in `lut`. */
export function filmOf(pixels: BlobRef, lut?: BlobRef): Film {
  return {
    kind: 'film',
    sopInstanceUid: `2.25.${++uids}`,
    imageDisplayFormat: { kind: 'STANDARD', columns: 2, rows: 3 },
    filmOrientation: 'PORTRAIT',
    filmSizeId: '14INX17IN',
    borderDensity: { kind: 'black' },
    emptyImageDensity: { kind: 'density', hundredthsOfOD: 20 },
    minDensity: 20,
    maxDensity: 320,
    trim: false,
    requestedResolutionId: 'STANDARD',
    images: [
      {
        kind: 'image',
        sopInstanceUid: `2.25.${++uids}`,
        position: 1,
        pixels: {
          kind: 'gray',
          rows: 1,
          columns: pixels.byteLength,
          pixelAspectRatio: [1, 1],
          data: pixels,
          photometricInterpretation: 'MONOCHROME2',
          bitsAllocated: 8,
          bitsStored: 8,
          highBit: 7,
          signed: false,
        },
        polarity: 'NORMAL',
        magnificationType: 'CUBIC',
        minDensity: 20,
        maxDensity: 320,
        presentationLut: lut ? { kind: 'table', entries: 256, bits: 12, data: lut } : { kind: 'IDENTITY' },
        requestedDecimateCropBehavior: 'DECIMATE',
      },
    ],
    annotations: [],
  };
}

export function requestOf(films: readonly Film[], changes: Partial<PrintRequest> = {}): PrintRequest {
  return {
    printJobUid: `2.25.${++uids}`,
    printer: 'HARDCOPY',
    callingAeTitle: 'CT 1',
    peerAddress: '127.0.0.1',
    association: 'a1',
    priority: 'LOW',
    copies: 1,
    mediumType: 'CURRENT',
    filmDestination: 'CURRENT',
    films,
    substitutions: [],
    ...changes,
  };
}

export async function blobOf(spool: Pick<Spool, 'openBlob'>, bytes: Uint8Array): Promise<BlobRef> {
  const writer = await spool.openBlob();
  await writer.write(bytes);
  return writer.finish();
}

/** Accepts a job of one film with pixels of its own. */
export async function acceptOne(
  spool: Spool,
  changes: Partial<PrintRequest> & { readonly priority?: PrintPriority } = {},
): Promise<Job> {
  const pixels = await blobOf(spool, Buffer.from('pixels'));
  return spool.accept(requestOf([filmOf(pixels)], changes));
}

/** Every file below the folder, relative, sorted. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

export const noon = new Date('2026-03-01T12:00:00.000Z');
export const later = (seconds: number) => new Date(noon.getTime() + seconds * 1000);

/** A job to which `events` have happened, at noon. */
export function jobAfter(events: readonly JobEvent[], destinations: readonly string[] = ['pdf']): Job {
  const blob = { key: '0123456789abcdef', byteLength: 6 };
  const accepted = newJob(requestOf([filmOf(blob)]), {
    id: 'job1',
    at: noon,
    destinations: toAll(destinations),
  });
  return events.reduce((job, event) => transition(job, event, noon), accepted);
}

export interface HeldSyncs {
  /** Calls that wait, in their order; calling one lets it go. */
  readonly held: (() => void)[];
  /** Thrown by those let go from now on. */
  failWith?: Error;
}

/** Holds every call of `datasync` or `sync` of every file, until it is let go, for as long as the test runs. */
export async function holdSyncs(context: TestContext, method: 'datasync' | 'sync'): Promise<HeldSyncs> {
  const probe = await open(import.meta.filename);
  const prototype = Object.getPrototypeOf(probe) as typeof probe;
  await probe.close();
  const state: HeldSyncs = { held: [] };
  const mocked = mock.method(prototype, method, async () => {
    await new Promise<void>((resolve) => state.held.push(resolve));
    if (state.failWith) throw state.failWith;
  });
  context.after(() => {
    mocked.mock.restore();
  });
  return state;
}

/** Every write to a file fails, until the function that it returns is called or the test ends. */
export async function failWrites(context: TestContext, error: Error): Promise<() => void> {
  const probe = await open(import.meta.filename);
  const prototype = Object.getPrototypeOf(probe) as typeof probe;
  await probe.close();
  const mocked = mock.method(prototype, 'write', () => Promise.reject(error));
  const restore = () => {
    mocked.mock.restore();
  };
  context.after(restore);
  return restore;
}

/** Resolves when the condition holds; looks on every turn of the event loop. */
export async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

/** A child process that runs a module of the tests and prints lines. */
export interface Child {
  readonly process: ChildProcess;
  /** The next line; throws with what the child said when it ended before. */
  line(): Promise<string>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

export function startChild(context: TestContext, module: string, ...args: readonly string[]): Child {
  const file = path.join(import.meta.dirname, module);
  const child = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  context.after(kill);
  return {
    process: child,
    kill,
    line: async () => {
      const next = await lines.next();
      if (next.done) throw new Error(`${module} ended: ${complaint}`);
      return next.value;
    },
  };
}
