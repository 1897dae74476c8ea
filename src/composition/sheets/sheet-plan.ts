// The print plan of uploaded files: the options of a request become those of `hardcopy print`. Start at `sheetPlan`.
import type { PreviewBody } from '../../api/sheets/sheets.ts';
import type { Owner } from '../../console/ports/sheets.ts';
import type { ImageFile } from '../../images/image-file.ts';
import type { ImageSource } from '../../images/pixels/prepared-image.ts';
import { parseLayout } from '../../print-scu/job/layout.ts';
import { planPrintJob, type PrintJobPlan } from '../../print-scu/job/print-job.ts';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { ImageFailure } from '../../shared/errors/image-failure.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { stated } from '../../shared/stated.ts';
import type { Uploads } from './uploads.ts';

/** An image that is left out, and the reason. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

export interface SheetPlan {
  readonly plan: PrintJobPlan;
  /** Grows while the plan is performed: images that cannot be decoded. */
  readonly notPrinted: LeftOut[];
}

/** Maximum number of images per request. */
const maxImages = 2000;

function chosenFrames(
  file: ImageFile,
  frames: PreviewBody['files'][number]['frames'],
  name: string,
): readonly ImageSource[] {
  if (frames === 'all' || (frames === undefined && file.kind === 'document')) return file.frames;
  return (frames ?? [1]).map((number) => {
    const frame = file.frames[number - 1];
    if (frame) return frame;
    const part = file.kind === 'document' ? 'pages' : 'frames';
    throw new RequestRefusal(
      'bad-request',
      `frames has ${number}; ${name} has ${file.frames.length} ${part}`,
    );
  });
}

function nameOf(file: ImageFile, frame: ImageSource, name: string): string {
  if (file.frames.length === 1) return name;
  return `${name} ${file.kind === 'document' ? 'page' : 'frame'} ${file.frames.indexOf(frame) + 1}`;
}

/** The frame with the file name that the user knows; `report` is called when it cannot be decoded. */
function reported(frame: ImageSource, name: string, report: (reason: string) => void): ImageSource {
  return {
    ...frame,
    name,
    prepare: async (options) => {
      try {
        return await frame.prepare(options);
      } catch (error) {
        if (!(error instanceof ImageFailure)) throw error;
        report(error.reason);
        const { problem, reason } = error;
        throw new ImageFailure(problem, `${name} cannot be printed: ${reason}`, { cause: error, reason });
      }
    },
  };
}

/** @throws RequestRefusal `bad-request` with the key, what was found and what is allowed */
function checkOptions({ copies, filmSize }: PreviewBody, printer: Printer): void {
  if (copies > printer.maxCopies)
    throw new RequestRefusal(
      'bad-request',
      `copies is ${copies}; must be 1 to ${printer.maxCopies} on ${printer.aeTitle}`,
    );
  if (filmSize !== undefined && !printer.filmSizes.includes(filmSize))
    throw new RequestRefusal(
      'bad-request',
      `filmSize is ${JSON.stringify(filmSize)}; must be one of ${printer.filmSizes.join(', ')} on ${printer.aeTitle}`,
    );
}

/**
 * @throws RequestRefusal `no-such-upload`, `bad-request` for an option, `not-printable` when no file is an image
 */
export function sheetPlan(
  body: PreviewBody,
  printer: Printer,
  { uploads, owner }: { readonly uploads: Pick<Uploads, 'facts'>; readonly owner: Owner },
): SheetPlan {
  checkOptions(body, printer);
  const notPrinted: LeftOut[] = [];
  const images = body.files.flatMap(({ id, frames }, index) => {
    const { facts, name: givenName } = uploads.facts(id, owner);
    const name = givenName ?? `file ${index + 1}`;
    if (facts.kind !== 'printable') {
      notPrinted.push({ name, reason: facts.reason });
      return [];
    }
    const { file } = facts;
    return chosenFrames(file, frames, name).map((frame) => {
      const shown = nameOf(file, frame, name);
      return reported(frame, shown, (reason) => notPrinted.push({ name: shown, reason }));
    });
  });
  if (images.length === 0) throw nothingPrintable(notPrinted);
  if (images.length > maxImages)
    throw new RequestRefusal(
      'bad-request',
      `files have ${images.length} images; at most ${maxImages} are allowed`,
    );
  const withoutSize = body.trueSize && images.find(({ columnSpacingMm }) => columnSpacingMm === undefined);
  if (withoutSize)
    throw new RequestRefusal(
      'not-printable',
      `the size of the pixels of ${withoutSize.name} is not known; leave out trueSize`,
    );
  const { orientation, filmSize, background, magnification } = body;
  try {
    const plan = planPrintJob(images, {
      layout: parseLayout(body.layout),
      copies: body.copies,
      presentationLut: 'IDENTITY',
      color: body.color,
      bits: 8,
      trueSize: body.trueSize,
      overlays: true,
      shutters: true,
      // One job for all sheets: it is moved, held and found as one.
      sessionPrint: true,
      ...stated({
        priority: body.priority,
        label: body.label,
        mediumType: body.mediumType,
        trim: body.trim,
        polarity: body.polarity,
        filmOrientation: orientation === 'AUTO' ? undefined : orientation,
        filmSizeId: filmSize,
        magnificationType: magnification,
        borderDensity: background,
        emptyImageDensity: background,
      }),
    });
    return { plan, notPrinted };
  } catch (error) {
    if (error instanceof SetupFailure) throw new RequestRefusal('bad-request', error.message);
    throw error;
  }
}

/** The refusal of a request of which no image can be printed. */
export function nothingPrintable(notPrinted: readonly LeftOut[]): RequestRefusal {
  const sentences = notPrinted.slice(0, 10).map(({ name, reason }) => `${name} cannot be printed: ${reason}`);
  return new RequestRefusal('not-printable', sentences.join('\n') || 'there is nothing to print');
}
