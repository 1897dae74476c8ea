// Loaded into a server before its own modules, also in its threads: write(2) to files of the spool, to documents or
// to the log fails as described by the file that FAILING_WRITES names, as long as it exists. strace cannot do this,
// because write(2) also wakes the event loop and feeds every socket. Start at `fault`. The other side is
// write-faults.ts.
import fs, { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import type { WriteFault } from './write-faults.ts';

const control = process.env.FAILING_WRITES ?? '';
const folders = { blobs: '/spool/incoming/', documents: '/spool/documents/', log: undefined } as const;
/** Identifies the one-time fault that already occurred in this thread. */
let had: string | undefined;

/** The error for a write to a descriptor now. */
function fault(fd: number | 'log'): NodeJS.ErrnoException | undefined {
  if (!existsSync(control)) return undefined;
  let text: string;
  try {
    text = readFileSync(control, 'utf8');
  } catch {
    return undefined;
  }
  const { files, error, once } = JSON.parse(text) as WriteFault;
  if (once && had === text) return undefined;
  const folder = folders[files];
  if (fd === 'log' ? files !== 'log' : folder === undefined || !nameOf(fd).includes(folder)) return undefined;
  had = text;
  return Object.assign(new Error(`${error}: injected, write`), { code: error, syscall: 'write' });
}

function nameOf(fd: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}

type Callback = (error: unknown) => void;
/** The same function, which first checks whether the write must fail. */
function faulty<F extends (...args: never[]) => unknown>(real: F): F {
  return ((...args: never[]) => {
    const values: readonly unknown[] = args;
    const [fd] = values;
    const error = typeof fd === 'number' ? fault(fd) : undefined;
    const callback = values.at(-1);
    if (!error) return real(...args);
    if (typeof callback !== 'function') throw error;
    setImmediate(callback as Callback, error);
    return undefined;
  }) as unknown as F;
}

fs.write = faulty(fs.write);
fs.writev = faulty(fs.writev);
fs.writeSync = faulty(fs.writeSync);
syncBuiltinESMExports();

const handle = await open(process.execPath, 'r');
const shape = Object.getPrototypeOf(handle) as { write: (...args: unknown[]) => unknown };
await handle.close();
const { write } = shape;
shape.write = function (this: { readonly fd: number }, ...args: unknown[]) {
  const error = fault(this.fd);
  return error ? Promise.reject(error) : write.apply(this, args);
};

if (isMainThread) {
  const real = process.stderr._write.bind(process.stderr);
  process.stderr._write = (chunk, encoding, done) => {
    const error = fault('log');
    if (error) done(error);
    else real(chunk, encoding, done);
  };
}
