// Instances of the Print service that a job makes and removes again (PS3.4 H.4): one way to create and delete any, and the
// presentation LUTs, which several films and images share.
import type { DataSet } from '../dicom/data-set/data-set.ts';
import { sopClasses } from '../dicom/data-set/uids.ts';
import { newUid } from '../shared/uid.ts';
import type { PrintAssociation } from './print-association.ts';
import { lutDataSet } from './job/print-data-sets.ts';
import type { PlannedLut } from './job/print-job.ts';

/**
 * Creates an instance: its UID is ours unless the printer gave it another.
 * @throws PrintFailure naming `step` when the printer refuses.
 */
export async function createInstance(
  link: PrintAssociation,
  step: string,
  context: number,
  instance: { readonly sopClass: string; readonly data: DataSet },
): Promise<{ readonly uid: string; readonly answer: DataSet | undefined }> {
  const uid = newUid();
  const { command, data } = await link.perform(step, {
    contextId: context,
    command: {
      kind: 'N-CREATE-RQ',
      affectedSopClassUid: instance.sopClass,
      affectedSopInstanceUid: uid,
    },
    data: instance.data,
  });
  return { uid: command.affectedSopInstanceUid ?? uid, answer: data };
}

/** An instance that was created. */
export interface PrintInstance {
  readonly sopClass: string;
  readonly uid: string;
}

/** Deletes an instance; a printer that refuses is noted, no more. */
export async function deleteInstance(
  link: PrintAssociation,
  step: string,
  context: number,
  { sopClass, uid }: PrintInstance,
): Promise<void> {
  await link.attempt(step, {
    contextId: context,
    command: { kind: 'N-DELETE-RQ', requestedSopClassUid: sopClass, requestedSopInstanceUid: uid },
  });
}

/** The presentation LUTs of a job in the printer, each made when it is needed first. */
export class PresentationLuts {
  readonly #link: PrintAssociation;
  readonly #uids = new Map<string, string>();

  constructor(link: PrintAssociation) {
    this.#link = link;
  }

  /** UID of the LUT in the printer; undefined if there is to be none or cannot be one. */
  async uidOf(lut: PlannedLut | undefined): Promise<string | undefined> {
    if (!lut) return undefined;
    const key = JSON.stringify(lut);
    const known = this.#uids.get(key);
    if (known !== undefined) return known;
    const context = this.#link.contextOf(sopClasses.PresentationLut);
    if (context === undefined) {
      const step = 'presentation LUT';
      if (!this.#link.notices.some((notice) => notice.step === step)) {
        this.#link.note(step, 'the printer has no presentation LUTs; it prints by its own curve');
      }
      return undefined;
    }
    const { uid } = await createInstance(this.#link, 'N-CREATE of the presentation LUT', context, {
      sopClass: sopClasses.PresentationLut,
      data: lutDataSet(lut),
    });
    this.#uids.set(key, uid);
    return uid;
  }

  /** Deletes them all. */
  async remove(): Promise<void> {
    const context = this.#link.contextOf(sopClasses.PresentationLut);
    if (context === undefined) return;
    for (const uid of this.#uids.values()) {
      const step = 'N-DELETE of a presentation LUT';
      await deleteInstance(this.#link, step, context, { sopClass: sopClasses.PresentationLut, uid });
    }
  }
}
