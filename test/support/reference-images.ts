// What DCMTK makes of an image file, decompressed by GDCM where DCMTK has no codec: the gray or color of each pixel, 8 bits.
// Begin at `referenceOf`.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { readDicomFile, type DicomFile } from '../../src/images/file/dicom-file.ts';

const run = promisify(execFile);

export interface Reference {
  readonly tools: string;
  readonly kind: 'gray' | 'rgb';
  readonly width: number;
  readonly height: number;
  /** Pixel by pixel, RGBRGB… of colors. */
  readonly samples: Uint8Array;
}

/** The programs that `referenceOf` runs. */
export const referenceTools = ['dcm2pnm', 'gdcmconv'] as const;

function readPnm(bytes: Buffer): Omit<Reference, 'tools'> {
  const head = /^(P[56])\s+(?:#[^\n]*\s+)*(\d+)\s+(\d+)\s+255\s/.exec(
    bytes.subarray(0, 500).toString('latin1'),
  );
  if (!head) throw new Error('no PGM or PPM of 8 bits');
  const samples = bytes.subarray(head[0].length);
  const kind = head[1] === 'P6' ? 'rgb' : 'gray';
  return { kind, width: Number(head[2]), height: Number(head[3]), samples };
}

export interface ReferenceOptions {
  /** From 0. */
  readonly frame: number;
  /** Instead of the file's own. */
  readonly window: { readonly center: number; readonly width: number } | undefined;
}

/** The window that the file asks for; else all values, or those of 8 bits as they are: what we print by default. */
function windowOptions({ attributes }: DicomFile, { window }: ReferenceOptions): readonly string[] {
  if (window) return ['+Ww', String(window.center), String(window.width)];
  const width = attributes.number('WindowWidth');
  if (attributes.has('WindowCenter') && width !== undefined && width > 0) return ['+Wi', '1'];
  if (attributes.items('VOILUTSequence').length > 0) return ['+Wl', '1'];
  const bits = attributes.number('BitsStored') ?? 16;
  // DCMTK shows 1 bit without a window as 0 and 127.
  return bits <= 8 && bits > 1 && attributes.number('PixelRepresentation') !== 1 ? ['-W'] : ['+Wm'];
}

/**
 * A frame of a file, as the other implementation shows it.
 * @param folder for files in between
 * @returns the pixels, or why neither tool makes any
 */
export async function referenceOf(
  file: string,
  folder: string,
  options: ReferenceOptions,
): Promise<Reference | string> {
  const described = await readDicomFile(await readFile(file));
  const native = path.join(folder, 'native.dcm');
  const picture = path.join(folder, 'reference.pnm');
  const show = async (from: string, tools: string): Promise<Reference> => {
    const how = ['-q', '+op', '+F', String(options.frame + 1), ...windowOptions(described, options)];
    await run('dcm2pnm', [...how, from, picture]);
    return { tools, ...readPnm(await readFile(picture)) };
  };
  const decompressed = async (): Promise<Reference> => {
    await run('gdcmconv', ['--raw', file, native]);
    return show(native, 'gdcmconv, dcm2pnm');
  };
  const failures: string[] = [];
  for (const attempt of [() => show(file, 'dcm2pnm'), decompressed]) {
    try {
      return await attempt();
    } catch (error) {
      const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
      failures.push(said.trim().split('\n').at(-1) ?? '');
    }
  }
  return failures.join('; ');
}
