// Instances of the Print service that a job creates and deletes (PS3.4 H.4): functions for any SOP class, and the presentation
// LUTs, which several films and images share.
import type { DataSet } from '../dicom/data-set/data-set.ts';
import { sopClasses } from '../dicom/data-set/uids.ts';
import { newUid } from '../shared/uid.ts';
import type { PrintAssociation } from './print-association.ts';
import { lutDataSet } from './job/print-data-sets.ts';
import type { PlannedLut } from './job/print-job.ts';

/**
 * Creates an instance with a new UID; the printer may assign another one, which is returned.
 * @throws PrintFailure that names `step` when the printer refuses
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

/** Deletes an instance; a refusal of the printer only becomes a notice. */
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

/** The presentation LUTs of a job, each created in the printer when it is first needed. */
export class PresentationLuts {
  readonly #link: PrintAssociation;
  readonly #uids = new Map<string, string>();

  constructor(link: PrintAssociation) {
    this.#link = link;
  }

  /** UID of the LUT in the printer; undefined without a LUT, and where the printer does not offer the class. */
  async uidOf(lut: PlannedLut | undefined): Promise<string | undefined> {
    if (!lut) return undefined;
    const key = JSON.stringify(lut);
    const known = this.#uids.get(key);
    if (known !== undefined) return known;
    const context = this.#link.contextOf(sopClasses.PresentationLut);
    if (context === undefined) {
      const step = 'presentation LUT';
      if (!this.#link.notices.some((notice) => notice.step === step)) {
        this.#link.note(step, 'the printer does not support presentation LUTs; it prints with its own curve');
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

  /** Deletes all LUTs. */
  async remove(): Promise<void> {
    const context = this.#link.contextOf(sopClasses.PresentationLut);
    if (context === undefined) return;
    for (const uid of this.#uids.values()) {
      const step = 'N-DELETE of a presentation LUT';
      await deleteInstance(this.#link, step, context, { sopClass: sopClasses.PresentationLut, uid });
    }
  }
}
