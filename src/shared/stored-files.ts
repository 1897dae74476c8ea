// How the rest of the product sees what the spool keeps outside its database: as streams, or as local files on loan. Where
// the bytes are (a folder, an object store) only the engine of the blobs knows.
import type { Readable } from 'node:stream';

/** A local file to be read: it is there, and stays as it is, until it is released. */
export interface LeasedFile {
  /** Absolute. */
  readonly path: string;
  /** Done with it. May be called twice; never rejects. */
  release(): Promise<void>;
}

/** By what a document is known again: one that was changed since it was published has another. */
export interface DocumentIdentity {
  readonly byteLength: number;
  /** Given when it is published; the same after a restored backup that kept the time of last modification to the second. */
  readonly version: string;
}

/** A document that was opened: what is said of it and what is read are of the same bytes. One of `stream` and `close` ends it. */
export interface OpenDocument {
  readonly byteLength: number;
  /** Another one whenever the bytes are others; letters, digits and dashes. */
  readonly version: string;
  /** The bytes, or those from `start` to `end`, both included. */
  stream(range?: { readonly start: number; readonly end: number }): Readable;
  close(): Promise<void>;
}
