// The rendered documents in the spool: documents/<job id>.pdf, complete and synced once it has that name.
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { publishFile } from '../../shared/durable-files.ts';
import { systemCodeOf } from '../../shared/errors/errors.ts';

const suffix = '.pdf';
const unfinished = '.part';

/** Makes the folder under `root` and removes what was half written. Throws the system's error. */
export async function openDocuments(root: string): Promise<Documents> {
  const folder = path.join(root, 'documents');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (name.endsWith(unfinished)) await rm(path.join(folder, name), { force: true });
  }
  return new Documents(folder);
}

export class Documents {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  pathOf(jobId: string): string {
    return path.join(this.#folder, jobId + suffix);
  }

  /** Where the document is written until it is complete. */
  unfinishedPathOf(jobId: string): string {
    return path.join(this.#folder, jobId + suffix + unfinished);
  }

  /** A document for a device: gone when its delivery, or the server, ends. */
  variantPathOf(jobId: string, destination: string, number: number): string {
    const name = destination.replace(/[^A-Za-z0-9]+/g, '-');
    return path.join(this.#folder, `${jobId}.${name}.${number}${unfinished}`);
  }

  /** Makes the complete document at `unfinishedPathOf` the job's. Throws the system's error. */
  async publish(jobId: string): Promise<void> {
    await publishFile(this.unfinishedPathOf(jobId), this.pathOf(jobId));
  }

  /** Whether the whole document is there. */
  async has(jobId: string, byteLength: number): Promise<boolean> {
    try {
      return (await stat(this.pathOf(jobId))).size === byteLength;
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return false;
      throw error;
    }
  }

  /** Removes the document, also a half-written one; what is gone already is no error. */
  async remove(jobId: string): Promise<void> {
    await rm(this.pathOf(jobId), { force: true });
    await rm(this.unfinishedPathOf(jobId), { force: true });
  }

  /** Ids of the jobs whose document is there. */
  async jobIds(): Promise<readonly string[]> {
    const names = await readdir(this.#folder);
    return names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length));
  }
}
