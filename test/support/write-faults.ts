// Faults of write(2) during printing: a server that was started with `writesCanFail` reads them from a file.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { printsDuring, type Extent, type Storm } from './storm.ts';

export interface WriteFault {
  /** Blobs during reception, documents during rendering, lines of the log. */
  readonly files: 'blobs' | 'documents' | 'log';
  readonly error: string;
  /** Once per thread, or each time. */
  readonly once: boolean;
}

const writeErrors = ['EIO', 'ENOSPC', 'EDQUOT'] as const;
export const writeFaults: readonly WriteFault[] = (['blobs', 'documents', 'log'] as const).flatMap((files) =>
  writeErrors.flatMap((error) => [true, false].map((once) => ({ files, error, once }))),
);

export const writeFaultName = ({ files, error, once }: WriteFault) =>
  `write ${files} ${error} ${once ? 'once' : 'each time'}`;

const controlOf = (data: string) => path.join(data, 'failing-writes.json');

/** Options for `startStorm`, so that writes can fail. */
export const writesCanFail = (data: string) => ({
  preload: path.join(import.meta.dirname, 'failing-writes.ts'),
  env: { FAILING_WRITES: controlOf(data) },
});

let faults = 0;

/** Prints while writes fail; afterwards films are accepted again. */
export async function injectedWrites(storm: Storm, fault: WriteFault, extent: Extent): Promise<void> {
  const control = controlOf(storm.data);
  await printsDuring(storm, extent, async (during) => {
    faults += 1;
    // The number distinguishes it from the previous fault.
    writeFileSync(`${control}.part`, JSON.stringify({ ...fault, number: faults }));
    renameSync(`${control}.part`, control);
    try {
      await during();
    } finally {
      rmSync(control);
    }
  });
}
