// The rendered documents in the folder of the spool: documents/<job id>.pdf. A file has that name only when it is complete
// and synced. Start at `openFolderDocuments`.
import type { Stats } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { publishFile } from '../../../shared/durable-files.ts';
import { systemCodeOf } from '../../../shared/errors/errors.ts';
import type { DocumentIdentity, LeasedFile, OpenDocument } from '../../../shared/stored-files.ts';
import type { DocumentDraft, Documents } from '../documents.ts';
import { Leases } from './leases.ts';

const suffix = '.pdf';
const unfinished = '.part';

/** Creates the folder under `root` and removes incomplete files. Throws the system's error. */
export async function openFolderDocuments(root: string): Promise<Documents> {
  const folder = path.join(root, 'documents');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (name.endsWith(unfinished)) await rm(path.join(folder, name), { force: true });
  }
  return new FolderDocuments(folder);
}

/** Whole seconds: the precision that every backup tool restores. */
const identityOf = ({ size, mtimeMs }: Stats): DocumentIdentity => ({
  byteLength: size,
  version: Math.floor(mtimeMs / 1000).toString(36),
});

function isThatOf(found: Stats, { byteLength, version }: DocumentIdentity): boolean {
  const identity = identityOf(found);
  return identity.byteLength === byteLength && identity.version === version;
}

/** The error of a missing file: the file of that name is not the document that was published. */
const changed = (file: string) =>
  Object.assign(new Error(`ENOENT: ${path.basename(file)} was changed by another program`), {
    code: 'ENOENT',
  });

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
        return identityOf(await stat(this.#pathOf(jobId)));
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

  async has(jobId: string, document: DocumentIdentity): Promise<boolean> {
    const file = this.#pathOf(jobId);
    if (this.#leases.isRemoved(file)) return false;
    try {
      return isThatOf(await stat(file), document);
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async lease(jobId: string, document: DocumentIdentity): Promise<LeasedFile> {
    const file = this.#pathOf(jobId);
    const leased = this.#leases.lease(file);
    try {
      if (!isThatOf(await stat(file), document)) throw changed(file);
      return leased;
    } catch (error) {
      await leased.release();
      throw error;
    }
  }

  async open(jobId: string, document: DocumentIdentity): Promise<OpenDocument | undefined> {
    const file = this.#pathOf(jobId);
    if (this.#leases.isRemoved(file)) return undefined;
    try {
      const handle = await open(file, 'r');
      const found = await handle.stat();
      if (!isThatOf(found, document)) {
        await handle.close();
        return undefined;
      }
      const { size, mtimeMs, ino } = found;
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
