// Opens the files of a command line and picks the frames to print.
import { SetupFailure } from '../errors.ts';
import type { ImageFile } from '../print-scu/image-file.ts';
import type { ImageSource } from '../print-scu/prepared-image.ts';
import type { FrameChoice } from './option-values.ts';

function framesOf(file: ImageFile, choice: FrameChoice | undefined): readonly ImageSource[] {
  if (choice === 'all') return file.frames;
  return (choice ?? [{ first: 1, last: 1 }]).flatMap(({ first, last }) => {
    if (last > file.frames.length) {
      const has = file.frames.length === 1 ? '1 frame' : `${file.frames.length} frames`;
      throw new SetupFailure('usage', `${file.path} has ${has}; there is no frame ${last}`);
    }
    return file.frames.slice(first - 1, last);
  });
}

/**
 * @returns the frames in the order of the files, and what a person should know of them
 * @throws SetupFailure `usage` naming the file that cannot be opened or lacks a frame.
 */
export async function openFrames(
  paths: readonly string[],
  choice: FrameChoice | undefined,
): Promise<{ readonly images: readonly ImageSource[]; readonly notes: readonly string[] }> {
  // Codecs and dictionaries are large: the other commands, and the server above all, do without them.
  const { ImageFiles } = await import('../print-scu/image-file.ts');
  const files = new ImageFiles();
  const images: ImageSource[] = [];
  const notes: string[] = [];
  for (const path of paths) {
    const file = await files.open(path);
    images.push(...framesOf(file, choice));
    if (choice === undefined && file.frames.length > 1) {
      notes.push(
        `${path} has ${file.frames.length} frames, the first is printed; choose others with --frame`,
      );
    }
  }
  return { images, notes };
}
