// The rendered documents of jobs: one per job, complete and synced once it is published. Start at `Documents`. The engines
// are those of the blobs.
import type { DocumentIdentity, LeasedFile, OpenDocument } from '../../shared/stored-files.ts';

/** A document that is being written. Exactly one of `publish` and `discard` ends it. */
export interface DocumentDraft {
  /** The local file to write to; absolute. */
  readonly path: string;
  /** Makes it the job's document, complete and synced; it replaces an earlier one. Throws the system's error. */
  publish(): Promise<DocumentIdentity>;
  /** Removes it. Never rejects: what cannot be removed now is removed at the next start. */
  discard(): Promise<void>;
}

export interface Documents {
  /** Creates the document of a job, to be written. */
  draft(jobId: string): Promise<DocumentDraft>;
  /** A local file for a document that only a device gets. It is removed when it is released, or when the server ends. */
  scratch(jobId: string, destination: string, number: number): Promise<LeasedFile>;
  /**
   * Whether the document exists as it was published. Its file may also have a name outside the spool, where another program
   * can change it. A changed document counts as missing, here and for `lease` and `open`.
   */
  has(jobId: string, document: DocumentIdentity): Promise<boolean>;
  /** The document as a local file. Throws the system's error, ENOENT when it is missing. */
  lease(jobId: string, document: DocumentIdentity): Promise<LeasedFile>;
  /** The document as a stream; undefined when it is missing. Throws the system's error. */
  open(jobId: string, document: DocumentIdentity): Promise<OpenDocument | undefined>;
  /** Removes the document, even if it is incomplete. A missing document is not an error. */
  remove(jobId: string): Promise<void>;
  /** Ids of the jobs that have a document. */
  jobIds(): Promise<readonly string[]>;
}
