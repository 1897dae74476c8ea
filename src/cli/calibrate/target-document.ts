// Writes a calibration target as a PDF without a server: for devices that are printed on by other means, or for inspection.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TargetOptions } from '../../calibration/target/target.ts';
import type { BlobWriter } from '../../shared/film/film.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { writeDocument } from '../../render/formats/pdf.ts';
import { targetRequest } from '../../pages/target-request.ts';

/** A blob store of a single blob: the output file. */
function fileWriter(file: string): BlobWriter {
  const chunks: Uint8Array[] = [];
  return {
    write: (chunk) => {
      chunks.push(chunk);
    },
    finish: async () => {
      const bytes = Buffer.concat(chunks);
      await writeFile(file, bytes);
      return { key: 'target', byteLength: bytes.length };
    },
    discard: () => Promise.resolve(),
  };
}

/** Writes the target of a printer to `output`. Throws JobFailure and the system's errors. */
export async function writeTarget(
  output: string,
  printer: Printer,
  options: Omit<TargetOptions, 'serial'>,
): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'hardcopy-target-'));
  const blob = path.join(folder, 'target');
  const at = new Date();
  try {
    const openBlob = () => Promise.resolve(fileWriter(blob));
    const { films, sessionLabel } = await targetRequest({ printer, address: '', at, openBlob, ...options });
    const title = sessionLabel ?? 'Calibration target';
    await writeDocument({
      films,
      printer,
      output,
      blobPaths: { target: blob },
      title,
      createdAt: at.toISOString(),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
