// Opens the files named on the command line and selects the frames to print. Files that cannot be printed are reported, and the
// others are printed.
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';
import { ImageFailure } from '../../shared/errors/image-failure.ts';
import type { ImageFile } from '../../images/image-file.ts';
import type { ImageReader } from '../../images/image-reader.ts';
import type { ImageSource } from '../../images/pixels/prepared-image.ts';
import type { FrameChoice } from '../terminal/option-values.ts';

function framesOf(file: ImageFile, choice: FrameChoice | undefined): readonly ImageSource[] {
  if (choice === 'all' || (choice === undefined && file.kind === 'document')) return file.frames;
  return (choice ?? [{ first: 1, last: 1 }]).flatMap(({ first, last }) => {
    if (last > file.frames.length) {
      const part = file.kind === 'document' ? 'page' : 'frame';
      const has = file.frames.length === 1 ? `1 ${part}` : `${file.frames.length} ${part}s`;
      throw new SetupFailure('usage', `${file.path} has ${has}; there is no ${part} ${last}`);
    }
    return file.frames.slice(first - 1, last);
  });
}

export interface OpenedFrames {
  /** In the order of the files; files of a folder are ordered by study, series and instance. */
  readonly images: readonly ImageSource[];
  /** Notes for the user about the images, and about other files in their folders. */
  readonly notes: readonly string[];
  /** A sentence for each named image that cannot be printed. */
  readonly unprintable: readonly string[];
}

/** Maximum number of other files of a folder that are named; further ones are counted. */
const maxPassedOver = 5;

function passedOverNote(sentences: readonly string[]): readonly string[] {
  if (sentences.length === 0) return [];
  const more = sentences.length - maxPassedOver;
  return [
    ...sentences.slice(0, maxPassedOver),
    ...(more > 0 ? [`${more} more files of the folder cannot be printed`] : []),
  ];
}

/**
 * Opens what the arguments name: files, folders, DICOMDIRs.
 * @throws SetupFailure `usage` when a folder cannot be read, or a single file that was named cannot be opened.
 */
export async function openFrames(
  reader: ImageReader,
  args: readonly string[],
  choice: FrameChoice | undefined,
): Promise<OpenedFrames> {
  // Loaded on demand: the DICOM reader is large, and other commands do not need it.
  const { namedFiles } = await import('../../images/named-files.ts');
  const { byOrder } = await import('../../images/file/series-order.ts');
  const opened: {
    readonly file: ImageFile;
    readonly images: readonly ImageSource[];
    readonly inFolder: boolean;
  }[] = [];
  const unprintable: string[] = [];
  const passedOver: string[] = [];
  for (const named of await namedFiles(args)) {
    try {
      if (named.problem !== undefined) throw new SetupFailure('usage', named.problem);
      const file = await reader.open(named.path);
      opened.push({ file, images: framesOf(file, choice), inFolder: named.inFolder });
    } catch (error) {
      if (!(error instanceof SetupFailure)) throw error;
      const isOther = error instanceof ImageFailure && error.problem === 'not-an-image';
      const missed = named.isExpected || !isOther;
      (missed ? unprintable : passedOver).push(messageOf(error));
    }
  }
  const notes = opened
    .filter(({ file }) => choice === undefined && file.kind === 'image' && file.frames.length > 1)
    .map(
      ({ file }) =>
        `${file.path} has ${file.frames.length} frames; only the first is printed; use --frame for others`,
    );
  const ordered = inSeriesOrder(opened, byOrder);
  return {
    images: ordered.flatMap(({ images }) => images),
    notes: [...notes, ...passedOverNote(passedOver)],
    unprintable,
  };
}

/** Orders adjacent files of one folder by series; files named by the user keep their places. */
function inSeriesOrder<T extends { readonly file: ImageFile; readonly inFolder: boolean }>(
  opened: readonly T[],
  compare: (one: ImageFile['order'], other: ImageFile['order']) => number,
): readonly T[] {
  const ordered: T[] = [];
  let run: T[] = [];
  const close = (): void => {
    ordered.push(...run.sort((one, other) => compare(one.file.order, other.file.order)));
    run = [];
  };
  for (const each of opened) {
    if (!each.inFolder) close();
    (each.inFolder ? run : ordered).push(each);
  }
  close();
  return ordered;
}
