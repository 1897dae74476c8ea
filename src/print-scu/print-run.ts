// Performs a print job on an open association (PS3.4 H.4): Printer N-GET, film session, presentation LUTs, then each film box
// with its image boxes and its N-ACTION; at the end every instance is deleted. All printers support this order. Start at
// `PrintRun.run`.
import type { DataSet } from '../dicom/data-set/data-set.ts';
import type { Association } from '../dicom/dimse/association.ts';
import { implementationClassUid, sopClasses } from '../dicom/data-set/uids.ts';
import { SetupFailure } from '../shared/errors/errors.ts';
import { PrintFailure } from '../shared/errors/device-failures.ts';
import { boxCount, displayFormatText } from '../shared/film/display-format.ts';
import type { PrintJobReport } from './job-status.ts';
import { filmAsOffered, isSentInColor, metaOf } from './offered-film.ts';
import type { PrintAssociation } from './print-association.ts';
import {
  asciiText,
  characterSetFor,
  filmBoxDataSet,
  imageBoxDataSet,
  sessionDataSet,
} from './job/print-data-sets.ts';
import { createInstance, deleteInstance, PresentationLuts, type PrintInstance } from './print-instances.ts';
import type { PlannedFilm, PlannedImage, PlannedSession, PrintJobPlan } from './job/print-job.ts';
import type { SentImage } from '../images/pixels/prepared-image.ts';
import { statusText } from './print-status.ts';
import { setAnnotations } from './print-annotations.ts';
import { readPrinter, type PrinterReport } from './printer-report.ts';

/** The current step, for a progress line. Films and images count from 1. */
export type PrintProgress =
  | { readonly kind: 'associated'; readonly printer: PrinterReport | undefined }
  | { readonly kind: 'image'; readonly film: number; readonly image: number; readonly name: string }
  | { readonly kind: 'printed'; readonly film: number }
  | { readonly kind: 'job'; readonly job: PrintJobReport };

/** Callbacks around each N-ACTION; the run waits for them. Films count from 1. */
export interface PrintHooks {
  /** Called immediately before the N-ACTION of these films is sent. */
  readonly printing?: (films: readonly number[]) => Promise<void>;
  /** Called after a response of Success or a warning; with the UID of the Print Job, if the printer offers that service. */
  readonly printed?: (films: readonly number[], printJobUid: string | undefined) => Promise<void>;
  /** Called when an image cannot be decoded: its box stays empty, a film without images is not printed. Default: the job fails. */
  readonly unprintable?: (image: PlannedImage, reason: SetupFailure) => void;
}

export interface PrintRunResult {
  readonly printer: PrinterReport | undefined;
  readonly jobUids: readonly string[];
  /** Number of printed films; like `images`, without those that were left out because of `unprintable`. */
  readonly films: number;
  readonly images: number;
}

/**
 * Whether the printer is a Hardcopy server, which finds jobs by patient and study. PS3.4 H.4.3 does not define those attributes
 * for image boxes, so they are not sent to other printers.
 */
export const keepsSubjects = ({ peerImplementation }: Pick<Association, 'peerImplementation'>): boolean =>
  peerImplementation.classUid === implementationClassUid;

/** Statuses that refuse an attribute and not the whole film: no such attribute, invalid value, invalid argument. */
const refusesAttribute: readonly (number | undefined)[] = [0x0105, 0x0106, 0x0115];

/** The image box that an image is sent to. */
interface ImageTarget {
  /** From 1. */
  readonly film: number;
  /** Undefined where the printer did not return the UID of the box. */
  readonly sopInstanceUid: string | undefined;
  readonly context: number;
  readonly color: boolean;
}

export class PrintRun {
  readonly #link: PrintAssociation;
  readonly #plan: PrintJobPlan;
  readonly #progress: (progress: PrintProgress) => void;
  readonly #hooks: PrintHooks;
  readonly #luts: PresentationLuts;
  readonly #jobUids: string[] = [];
  /** Numbers of the films that have images, from 1. `#images` counts the images of all of them. */
  readonly #films: number[] = [];
  #images = 0;

  constructor(
    link: PrintAssociation,
    plan: PrintJobPlan,
    progress: (progress: PrintProgress) => void,
    hooks: PrintHooks = {},
  ) {
    this.#link = link;
    this.#luts = new PresentationLuts(link);
    this.#hooks = hooks;
    this.#plan = plan;
    this.#progress = progress;
  }

  /** The first accepted context of a Meta class, for requests about the film session and the Printer. */
  get #anyMeta(): number {
    const context = this.#link.contextOf(metaOf(false)) ?? this.#link.contextOf(metaOf(true));
    if (context === undefined) throw this.#notOffered('Basic Print Management', false, true);
    return context;
  }

  /** @param colors the Meta classes that were needed: true for color, false for grayscale */
  #notOffered(service: string, ...colors: readonly boolean[]): PrintFailure {
    const { calledAeTitle } = this.#link.association;
    return new PrintFailure(
      'association',
      colors
        .map((color) => this.#link.syntaxRefusal(metaOf(color), service))
        .find((sentence) => sentence !== undefined) ??
        `${calledAeTitle} does not offer ${service}; it cannot print this`,
      { kind: 'not-offered' },
    );
  }

  async run(): Promise<PrintRunResult> {
    const printer = await readPrinter(this.#link, this.#anyMeta);
    this.#progress({ kind: 'associated', printer });
    const sessionUid = await this.#session();
    for (const [index, film] of this.#plan.films.entries()) await this.#film(film, index + 1, sessionUid);
    const films = this.#films;
    const session = { sopClass: sopClasses.BasicFilmSession, uid: sessionUid };
    if (this.#plan.sessionPrint && films.length > 0)
      await this.#print('N-ACTION of the film session', this.#anyMeta, session, films);
    await deleteInstance(this.#link, 'N-DELETE of the film session', this.#anyMeta, session);
    await this.#luts.remove();
    return { printer, jobUids: this.#jobUids, films: films.length, images: this.#images };
  }

  async #session(): Promise<string> {
    const step = 'N-CREATE of the film session';
    const { session } = this.#plan;
    const create = async (planned: PlannedSession): Promise<string> => {
      const instance = { sopClass: sopClasses.BasicFilmSession, data: sessionDataSet(planned) };
      return (await createInstance(this.#link, step, this.#anyMeta, instance)).uid;
    };
    const label = session.filmSessionLabel;
    if (label === undefined || characterSetFor(label) === undefined) return create(session);
    try {
      return await create(session);
    } catch (error) {
      // DCMTK's printer, for example, does not know Specific Character Set here, and answers 0105 without details.
      if (!(error instanceof PrintFailure) || (error.status !== 0x0105 && error.status !== 0x0106))
        throw error;
      const ascii = asciiText(label);
      const uid = await create({ ...session, filmSessionLabel: ascii });
      this.#link.note(
        step,
        `${statusText(error.status)}; without a character set the label is "${ascii}"`,
        error.status,
      );
      return uid;
    }
  }

  async #film(film: PlannedFilm, number: number, sessionUid: string): Promise<void> {
    const color = isSentInColor(film, number, this.#link);
    const context = this.#link.contextOf(metaOf(color));
    if (context === undefined)
      throw this.#notOffered(`Basic ${color ? 'Color' : 'Grayscale'} Print Management`, color);
    const lutUid = color ? undefined : await this.#luts.uidOf(film.presentationLut);
    const format = displayFormatText(film.imageDisplayFormat);
    const step = `N-CREATE of film box ${number} (${[format, film.filmSizeId].join(' ').trim()})`;
    const box = await this.#filmBox(step, context, filmAsOffered(film, this.#link), (planned) =>
      filmBoxDataSet(planned, sessionUid, lutUid),
    );
    const boxes = box.answer?.items('ReferencedImageBoxSequence') ?? [];
    const needed = Math.max(0, ...film.images.map((image) => image.position));
    if (boxes.length < needed) {
      throw new PrintFailure(
        step,
        `${this.#link.association.calledAeTitle} made ${boxes.length} image boxes for ${format}, which has ${boxCount(film.imageDisplayFormat)}`,
        { kind: 'refused' },
      );
    }
    let placed = 0;
    for (const image of film.images) {
      this.#progress({ kind: 'image', film: number, image: image.position, name: image.name });
      const pixels = await this.#pixels(image, color);
      if (!pixels) continue;
      const sopInstanceUid = boxes[image.position - 1]?.string('ReferencedSOPInstanceUID');
      await this.#image(image, pixels, { film: number, sopInstanceUid, context, color });
      placed += 1;
    }
    const instance = { sopClass: sopClasses.BasicFilmBox, uid: box.uid };
    const remove = () => deleteInstance(this.#link, `N-DELETE of film box ${number}`, context, instance);
    if (placed === 0 && film.images.length > 0) {
      await remove();
      return;
    }
    this.#films.push(number);
    this.#images += placed;
    const annotationBoxes = box.answer?.items('ReferencedBasicAnnotationBoxSequence') ?? [];
    const uids = annotationBoxes.flatMap((each) => each.string('ReferencedSOPInstanceUID') ?? []);
    await setAnnotations(this.#link, film, number, uids);
    if (this.#plan.sessionPrint) return;
    await this.#print(`N-ACTION of film box ${number}`, context, instance, [number]);
    await remove();
  }

  /** Creates a film box. If the printer refuses the annotation format, the film is printed without its texts. */
  async #filmBox(
    step: string,
    context: number,
    film: PlannedFilm,
    dataOf: (film: PlannedFilm) => DataSet,
  ): ReturnType<typeof createInstance> {
    const sopClass = sopClasses.BasicFilmBox;
    const { annotationDisplayFormatId: format, ...rest } = film;
    try {
      return await createInstance(this.#link, step, context, { sopClass, data: dataOf(film) });
    } catch (error) {
      const refused = error instanceof PrintFailure && refusesAttribute.includes(error.status);
      if (format === undefined || !refused) throw error;
      const made = await createInstance(this.#link, step, context, { sopClass, data: dataOf(rest) });
      this.#link.note(
        step,
        `${statusText(error.status ?? 0)}; accepted without Annotation Display Format ID`,
        error.status,
      );
      return made;
    }
  }

  /** The pixels of an image; undefined when the image cannot be decoded and the job continues without it. */
  async #pixels(image: PlannedImage, color: boolean): Promise<SentImage | undefined> {
    try {
      return await image.prepare(color);
    } catch (error) {
      if (!this.#hooks.unprintable || !(error instanceof SetupFailure)) throw error;
      this.#hooks.unprintable(image, error);
      return undefined;
    }
  }

  async #image(
    image: PlannedImage,
    pixels: SentImage,
    { film, sopInstanceUid, context, color }: ImageTarget,
  ): Promise<void> {
    const step = `N-SET of image ${image.position} on film ${film} (${image.name})`;
    const lutUid = color ? undefined : await this.#luts.uidOf(image.presentationLut);
    for (const note of pixels.notes ?? []) this.#link.note(image.name, note);
    const requestedSopClassUid = color ? sopClasses.BasicColorImageBox : sopClasses.BasicGrayscaleImageBox;
    const subject = keepsSubjects(this.#link.association) ? image.subject : undefined;
    await this.#link.perform(step, {
      contextId: context,
      command: {
        kind: 'N-SET-RQ',
        requestedSopClassUid,
        ...(sopInstanceUid === undefined ? {} : { requestedSopInstanceUid: sopInstanceUid }),
      },
      data: imageBoxDataSet(image, pixels, lutUid, subject),
      streamed: pixels.data instanceof Uint8Array ? undefined : pixels.data.chunks,
    });
  }

  async #print(
    step: string,
    context: number,
    { sopClass, uid }: PrintInstance,
    films: readonly number[],
  ): Promise<void> {
    await this.#hooks.printing?.(films);
    const { data } = await this.#link.perform(step, {
      contextId: context,
      command: {
        kind: 'N-ACTION-RQ',
        requestedSopClassUid: sopClass,
        requestedSopInstanceUid: uid,
        actionTypeId: 1,
      },
    });
    const job = data?.items('ReferencedPrintJobSequence')[0]?.string('ReferencedSOPInstanceUID');
    if (job !== undefined) this.#jobUids.push(job);
    await this.#hooks.printed?.(films, job);
    for (const film of films) this.#progress({ kind: 'printed', film });
  }
}
