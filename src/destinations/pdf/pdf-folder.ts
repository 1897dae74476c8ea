// Destination `pdf`: the document becomes a file of the folder, named by a template (document-name.ts); by default
// FOLDER/YYYY-MM-DD/HHMMSS-mmm_CALLER_JOB.pdf, in the local time at which the job was accepted. The name depends only on the
// job: a job that is delivered twice gives one file. The file appears complete or not at all. Start at `pdfFolder`.
import { constants } from 'node:fs';
import { access, glob, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import {
  defaultNameTemplate,
  documentName,
  namesPatients,
  type DocumentName,
} from '../../shared/film/document-name.ts';
import { makeFolder, syncFolder } from '../../shared/durable-files.ts';
import { messageOf, systemCodeOf } from '../../shared/errors/errors.ts';
import type { DestinationBase } from '../../shared/film/printer.ts';
import { subjectsOf } from '../../shared/film/subjects.ts';
import { systemErrorOf } from '../../shared/errors/system-errors.ts';
import { renderThreads } from '../../shared/threads/thread-counts.ts';
import type { DeliveryResult, DeliveryTask, DestinationDriver, DeviceState } from '../destination.ts';
import { placeDocument } from './place-document.ts';

/** With less free space, attention is required. */
const lowBytes = 512 * 1024 * 1024;

export interface PdfSettings {
  /** Absolute. */
  readonly folder: string;
  /** Template of the names of documents in it (document-name.ts). */
  readonly fileName: string;
}

type PdfFolder = Pick<DestinationBase, 'name'> & Pick<PdfSettings, 'folder'> & Partial<PdfSettings>;

/** The path of a job's document in the folder. */
async function nameOf(template: string, task: DeliveryTask): Promise<DocumentName> {
  const { jobId, printer, callingAeTitle, createdAt, sessionLabel } = task;
  const facts = { jobId, printer, callingAeTitle, createdAt, sessionLabel };
  if (!namesPatients(template)) return documentName(template, facts, 'pdf');
  return documentName(template, { ...facts, subjects: subjectsOf(await task.films()) }, 'pdf');
}

/** A system error message without the parts of a name that may identify the patient. */
function masked(sentence: string, { name, shown }: DocumentName): string {
  const shownParts = shown.split('/');
  const parts = name.split('/').map((part, index) => [part, shownParts[index] ?? part] as const);
  return parts.reduce(
    (text, [part, pattern]) => (part === pattern ? text : text.replaceAll(part, pattern)),
    sentence,
  );
}

export function pdfFolder({ name, folder, fileName = defaultNameTemplate }: PdfFolder): DestinationDriver {
  return {
    name,
    deliver: async (task, signal) => {
      const documentAt = await nameOf(fileName, task);
      try {
        return await deliver(folder, documentAt, task, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        const failed = (await withoutDocument(task, error)) ?? failureOf(error);
        return failed.kind === 'failed' ? { ...failed, error: masked(failed.error, documentAt) } : failed;
      }
    },
    deviceState: () => deviceState(folder),
    cancel: (receipt) => remove(folder, receipt),
    cancelsDelivered: true,
    // The name of a document does not depend on the order of deliveries: as many jobs as there are threads to render them.
    jobsAtOnce: renderThreads(),
  };
}

async function deliver(
  folder: string,
  { name, shown }: DocumentName,
  task: DeliveryTask,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const final = path.join(folder, name);
  const day = path.dirname(final);
  if (await isWhole(final, task.document.byteLength)) {
    // An earlier attempt was interrupted after it renamed the file, perhaps before the name was on disk.
    await syncFolder(day);
  } else {
    await makeFolder(day);
    await placeDocument(task.document.path, final, signal);
  }
  // One file serves any number of copies; the person who prints it chooses how many.
  const copies = task.copies > 1 ? ` (${task.copies} copies requested: a folder gets one document)` : '';
  return { kind: 'delivered', receipt: shown, detail: `${path.join(folder, shown)}${copies}` };
}

/**
 * Removes the document of a job that was cancelled or moved. A missing document is not an error. Throws the system's error,
 * and Error for a receipt whose path leaves the folder.
 * @param receipt the document's name, with `*` where the name may identify the patient
 */
async function remove(folder: string, receipt: string): Promise<void> {
  const root = path.join(path.resolve(folder), path.sep);
  if (!path.resolve(folder, receipt).startsWith(root)) throw new Error(`${receipt} is not in ${folder}`);
  const files: string[] = [];
  if (!receipt.includes('*')) files.push(receipt);
  else for await (const found of glob(receipt, { cwd: folder })) files.push(found);
  for (const file of files) {
    await rm(path.join(root, file), { force: true });
    await syncFolder(path.dirname(path.join(root, file))).catch((error: unknown) => {
      if (systemCodeOf(error) !== 'ENOENT') throw error;
    });
  }
}

/** A file has its final name only once it is complete, so its size is enough to identify it. */
async function isWhole(file: string, byteLength: number): Promise<boolean> {
  const found = await stat(file).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  return found?.size === byteLength;
}

/** The document was removed from the spool: the next attempt renders it again, and the folder is not the cause. */
async function withoutDocument(
  { document }: DeliveryTask,
  error: unknown,
): Promise<DeliveryResult | undefined> {
  if (systemCodeOf(error) !== 'ENOENT') return undefined;
  const there = await stat(document.path).catch(() => undefined);
  if (there) return undefined;
  const sentence = 'The document is no longer in the spool; it is rendered again.';
  return {
    kind: 'failed',
    cause: 'device',
    onlyThisJob: true,
    statusInfo: 'CHECK PRINTER',
    error: sentence,
  };
}

/** What an error of the folder means for the delivery: a folder that accepts no file is a device that is not ready. */
export function failureOf(error: unknown): DeliveryResult {
  const row = systemErrorOf(systemCodeOf(error));
  const causes = { transient: 'device', permanent: 'refused' } as const;
  return {
    kind: 'failed',
    cause: row ? causes[row.outlook] : 'transient',
    statusInfo: row?.full ? 'RECEIVER FULL' : 'CHECK PRINTER',
    error: messageOf(error),
  };
}

async function deviceState(folder: string): Promise<DeviceState> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize >= lowBytes)
      return { status: 'NORMAL', info: 'NORMAL', ready: true, detail: `Writes to ${folder}.` };
    const detail = `The disk of ${folder} is nearly full.`;
    return { status: 'WARNING', info: 'RECEIVER FULL', ready: true, detail };
  } catch (error) {
    const detail = `The folder ${folder} cannot be written: ${messageOf(error)}`;
    return { status: 'FAILURE', info: 'CHECK PRINTER', ready: false, detail };
  }
}
