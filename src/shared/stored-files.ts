// Interfaces to the files that the spool stores outside its database: streams, and leased local files. Only the blob engine
// knows where the bytes are (a folder, an object store).
import type { Readable } from 'node:stream';

/** A local file for reading, which exists and does not change until it is released. */
export interface LeasedFile {
  /** Absolute. */
  readonly path: string;
  /** Ends the lease. Idempotent; never rejects. */
  release(): Promise<void>;
}

/** Identity of a document, which changes if the document is modified after it was published. */
export interface DocumentIdentity {
  readonly byteLength: number;
  /** Assigned when the document is published; unchanged in a restored backup that preserves modification times to the second. */
  readonly version: string;
}

/** An open document: its metadata and its stream are of the same bytes. Either `stream` or `close` must be called. */
export interface OpenDocument {
  readonly byteLength: number;
  /** Differs whenever the bytes differ; letters, digits and dashes. */
  readonly version: string;
  /** The bytes, or those from `start` to `end`, both included. */
  stream(range?: { readonly start: number; readonly end: number }): Readable;
  close(): Promise<void>;
}
