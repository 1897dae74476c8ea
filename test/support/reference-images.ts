// References from DCMTK for an image file, decompressed by DCMTK's own codecs and by GDCM's: the gray or color of
// each pixel, 8 bits. Start at `referencesOf`.
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
  /** Interleaved, RGBRGB… for colors. */
  readonly samples: Uint8Array;
}

/** The programs that `referencesOf` runs. */
export const referenceTools = ['dcm2pnm', 'dcmj2pnm', 'dcml2pnm', 'gdcmconv'] as const;

/** DCMTK has a program for each family of codecs. */
function showingTool(transferSyntax: string): string {
  const process = Number(/^1\.2\.840\.10008\.1\.2\.4\.(\d+)$/.exec(transferSyntax)?.[1]);
  if (process >= 50 && process <= 70) return 'dcmj2pnm';
  return process === 80 || process === 81 ? 'dcml2pnm' : 'dcm2pnm';
}

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
  /** Index of the frame, from 0. */
  readonly frame: number;
  /** Overrides the transfer syntax of the file. */
  readonly window: { readonly center: number; readonly width: number } | undefined;
}

/** The window of the file, or otherwise all values, or unchanged 8-bit values: the defaults of our printing. */
function windowOptions({ attributes }: DicomFile, { window }: ReferenceOptions): readonly string[] {
  if (window) return ['+Ww', String(window.center), String(window.width)];
  const width = attributes.number('WindowWidth');
  if (attributes.has('WindowCenter') && width !== undefined && width > 0) return ['+Wi', '1'];
  if (attributes.items('VOILUTSequence').length > 0) return ['+Wl', '1'];
  const bits = attributes.number('BitsStored') ?? 16;
  // DCMTK shows 1 bit without a window as 0 and 127.
  return bits <= 8 && bits > 1 && attributes.number('PixelRepresentation') !== 1 ? ['-W'] : ['+Wm'];
}

/** Returns the next reference of a frame, or why there is none. */
export type NextReference = () => Promise<Reference | string>;

/**
 * A frame of a file as rendered by others: first decompressed by DCMTK, then by GDCM. Each is created on demand.
 * @param folder for temporary files, used by this call only
 */
export async function referencesOf(
  file: string,
  folder: string,
  options: ReferenceOptions,
): Promise<readonly NextReference[]> {
  const described = await readDicomFile(await readFile(file));
  const native = path.join(folder, 'native.dcm');
  const picture = path.join(folder, 'reference.pnm');
  const show = async (program: string, from: string, tools: string): Promise<Reference> => {
    const how = ['-q', '+op', '+F', String(options.frame + 1), ...windowOptions(described, options)];
    await run(program, [...how, from, picture]);
    return { tools, ...readPnm(await readFile(picture)) };
  };
  const tool = showingTool(described.transferSyntax);
  const attempts = [
    () => show(tool, file, tool),
    async () => {
      await run('gdcmconv', ['--raw', file, native]);
      return show('dcm2pnm', native, 'gdcmconv, dcm2pnm');
    },
  ];
  return attempts.map((attempt) => async () => {
    try {
      return await attempt();
    } catch (error) {
      const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
      return said.trim().split('\n').at(-1) ?? '';
    }
  });
}
