// The rendered documents of jobs: one for each, whole and synced once it is published. Start at `Documents`; engines are
// those of the blobs.
import type { DocumentIdentity, LeasedFile, OpenDocument } from '../../shared/stored-files.ts';

/** A document that is being made. Exactly one of `publish` and `discard` ends it. */
export interface DocumentDraft {
  /** The local file it is written into; absolute. */
  readonly path: string;
  /** Makes it the job's document, whole and synced, in place of an earlier one. Throws the system's error. */
  publish(): Promise<DocumentIdentity>;
  /** Removes it. Never rejects: what is left is removed at the next start. */
  discard(): Promise<void>;
}

export interface Documents {
  /** Begins the document of a job. */
  draft(jobId: string): Promise<DocumentDraft>;
  /** A local file for a document that only a device gets: gone when it is released, or the server ends. */
  scratch(jobId: string, destination: string, number: number): Promise<LeasedFile>;
  /**
   * Whether the document is there as it was published. Its file may also have a name outside the spool, where another program
   * can change it: then it counts as missing, here and for `lease` and `open`.
   */
  has(jobId: string, document: DocumentIdentity): Promise<boolean>;
  /** The document as a local file. Throws the system's error, ENOENT when it is missing. */
  lease(jobId: string, document: DocumentIdentity): Promise<LeasedFile>;
  /** The document to be read as a stream; undefined when it is missing. Throws the system's error. */
  open(jobId: string, document: DocumentIdentity): Promise<OpenDocument | undefined>;
  /** Removes the document, also a half-written one; a missing one is not an error. */
  remove(jobId: string): Promise<void>;
  /** Ids of the jobs whose document is there. */
  jobIds(): Promise<readonly string[]>;
}
