// A file's bytes → the frame ready to print, as `hardcopy print` gets it.
import { readDicomFile } from '../../src/images/file/dicom-file.ts';
import { describeDicomImage, prepareDicomFrame } from '../../src/images/dicom-image.ts';
import type { PreparedImage, PrepareOptions } from '../../src/images/pixels/prepared-image.ts';

export async function prepare(
  file: Uint8Array,
  options: Partial<PrepareOptions> & { readonly frame?: number } = {},
): Promise<PreparedImage> {
  const { frame = 0, ...rest } = options;
  const opened = await readDicomFile(file);
  return prepareDicomFrame(opened, describeDicomImage(opened), frame, { color: false, bits: 8, ...rest });
}

/** The samples of 8 bits. */
export async function samples(
  file: Uint8Array,
  options: Parameters<typeof prepare>[1] = {},
): Promise<readonly number[]> {
  return [...(await prepare(file, options)).data];
}
