// Film sessions that outlive their association by some seconds, for clients that open an association for every step of a
// print. A client's profile enables this (`sessionSeconds`). The whole film tree is kept with its pixels; the next association
// of the same client (calling AE title and address) to the same printer continues it. A session is discarded with its pixels
// when its time is over, when the client leaves another session, and when the server stops. Start at `park`.
import type { BlobRef } from '../../shared/film/film.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';
import { aeTitleKey } from '../../shared/film/printer-titles.ts';
import type { FilmTree } from '../film/film-tree.ts';

/** The client that a session belongs to. */
export interface SessionOwner {
  /** AE title of the printer. */
  readonly printer: string;
  readonly callingAeTitle: string;
  readonly address: string;
}

/** What an association leaves to the next one. */
export interface ParkedSession {
  readonly tree: FilmTree;
  /** Content hashes of the blobs in the tree, where retries are recognized. */
  readonly digests: ReadonlyMap<string, string>;
}

/**
 * Maximum number of kept sessions of all clients together; beyond it the oldest is discarded. Pixels are on disk; a tree takes
 * some kilobytes of memory.
 */
export const maxParkedSessions = 32;

interface Entry extends ParkedSession {
  readonly discardBlobs: (blobs: readonly BlobRef[]) => Promise<void>;
  readonly timer: NodeJS.Timeout;
}

const keyOf = ({ printer, callingAeTitle, address }: SessionOwner): string =>
  JSON.stringify([printer, aeTitleKey(callingAeTitle), address]);

export class ParkedSessions {
  readonly #log: Log;
  /** By owner, oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #discarding = new Set<Promise<void>>();
  #closed = false;

  constructor(log: Log) {
    this.#log = log;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Keeps a session for `ms`, then discards its pixels with `discardBlobs`. */
  park(owner: SessionOwner, session: ParkedSession, ms: number, discardBlobs: Entry['discardBlobs']): void {
    const key = keyOf(owner);
    this.#drop(key);
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size >= maxParkedSessions) this.#drop(oldest);
    const timer = setTimeout(() => {
      this.#drop(key);
    }, ms);
    this.#entries.set(key, { ...session, discardBlobs, timer });
    if (this.#closed) this.#drop(key);
  }

  /** The session that the client left; it stays here. */
  of(owner: SessionOwner): ParkedSession | undefined {
    return this.#entries.get(keyOf(owner));
  }

  /** Removes and returns the session that the client left; the caller then owns it. */
  take(owner: SessionOwner): ParkedSession | undefined {
    const key = keyOf(owner);
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    clearTimeout(entry.timer);
    this.#entries.delete(key);
    return entry;
  }

  /** Discards every session, including sessions left later; resolves when their pixels are discarded. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const key of [...this.#entries.keys()]) this.#drop(key);
    await Promise.all(this.#discarding);
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    clearTimeout(entry.timer);
    this.#entries.delete(key);
    const discarding = entry
      .discardBlobs(entry.tree.clear())
      .catch((error: unknown) => {
        this.#log.warn('session.not-discarded', { reason: messageOf(error) });
      })
      .finally(() => this.#discarding.delete(discarding));
    this.#discarding.add(discarding);
  }
}
