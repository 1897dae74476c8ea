// The rendered documents in the folder of the spool: documents/<job id>.pdf, complete and synced once it has that name.
// Start at `openFolderDocuments`.
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { publishFile } from '../../../shared/durable-files.ts';
import { systemCodeOf } from '../../../shared/errors/errors.ts';
import type { LeasedFile, OpenDocument } from '../../../shared/stored-files.ts';
import type { DocumentDraft, Documents } from '../documents.ts';
import { Leases } from './leases.ts';

const suffix = '.pdf';
const unfinished = '.part';

/** Makes the folder under `root` and removes what was half written. Throws the system's error. */
export async function openFolderDocuments(root: string): Promise<Documents> {
  const folder = path.join(root, 'documents');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (name.endsWith(unfinished)) await rm(path.join(folder, name), { force: true });
  }
  return new FolderDocuments(folder);
}

class FolderDocuments implements Documents {
  readonly #folder: string;
  readonly #leases = new Leases();

  constructor(folder: string) {
    this.#folder = folder;
  }

  draft(jobId: string): Promise<DocumentDraft> {
    const file = this.#unfinishedOf(jobId);
    return Promise.resolve({
      path: file,
      publish: async () => {
        await publishFile(file, this.#pathOf(jobId));
        this.#leases.replaced(this.#pathOf(jobId));
      },
      discard: () => rm(file, { force: true }).catch(() => undefined),
    });
  }

  scratch(jobId: string, destination: string, number: number): Promise<LeasedFile> {
    const name = destination.replace(/[^A-Za-z0-9]+/g, '-');
    const file = path.join(this.#folder, `${jobId}.${name}.${number}${unfinished}`);
    // What cannot be removed now is removed at the next start.
    const release = () => rm(file, { force: true }).catch(() => undefined);
    return Promise.resolve({ path: file, release });
  }

  async has(jobId: string, byteLength: number): Promise<boolean> {
    const file = this.#pathOf(jobId);
    if (this.#leases.isRemoved(file)) return false;
    try {
      return (await stat(file)).size === byteLength;
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async lease(jobId: string): Promise<LeasedFile> {
    const file = this.#pathOf(jobId);
    const leased = this.#leases.lease(file);
    try {
      await stat(file);
      return leased;
    } catch (error) {
      await leased.release();
      throw error;
    }
  }

  async open(jobId: string): Promise<OpenDocument | undefined> {
    const file = this.#pathOf(jobId);
    if (this.#leases.isRemoved(file)) return undefined;
    try {
      const handle = await open(file, 'r');
      const { size, mtimeMs, ino } = await handle.stat();
      return {
        byteLength: size,
        version: `${ino.toString(36)}-${size.toString(36)}-${Math.round(mtimeMs).toString(36)}`,
        stream: (range) => handle.createReadStream({ ...range }),
        close: () => handle.close(),
      };
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async remove(jobId: string): Promise<void> {
    await this.#leases.remove(this.#pathOf(jobId));
    await rm(this.#unfinishedOf(jobId), { force: true });
  }

  async jobIds(): Promise<readonly string[]> {
    const names = await readdir(this.#folder);
    return names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length));
  }

  #pathOf(jobId: string): string {
    return path.join(this.#folder, jobId + suffix);
  }

  #unfinishedOf(jobId: string): string {
    return path.join(this.#folder, jobId + suffix + unfinished);
  }
}
